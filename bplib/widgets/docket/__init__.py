"""The docket to explore: judge a claim first, then see the verdict, the correct statement, and what decides it.

Search, filters and score are computed in the browser (``mathematics.js``), from the claims that travel along
(``claims.js``).  What was judged stays in the browser too, and is sent nowhere.
"""

from __future__ import annotations

from difflib import get_close_matches

import traitlets
from matplotlib.figure import Figure

from bplib import _validation as check
from bplib.plotting.docket import docket_figure
from bplib.widgets.browser_widget import BrowserWidget, script, style_sheet
from bplib.widgets.docket.claims import ALL, Claim, Filters, claims, counted, drawn, found, stored, verdict_filters

LARGEST_SEED, LONGEST_QUERY = 9999, 200


class Docket(BrowserWidget):
    """The claims on trial, for example ``Docket()``, ``Docket(claim="N10")`` or ``Docket(seed=5)``.

    Args:
        claim: the id of the claim whose card is open; the first of the list when left out.
        topic: the topic of the claims that are listed, such as "goals", or "all".
        verdict: "not judged", "as the docket", "otherwise", "said true" and so on for what the reader has said, or
            a verdict of the docket, "true", "with conditions", "false", "empty"; or "all".
        decided: what decides them, "experiment", "source", "nothing" or "all".
        query: words that a claim must hold, and, where it is shown, its correction.
        seed: from 1 to 9999: ten claims at random, a trial of oneself, the same for all who take this seed.
        judge: whether one judges a claim before its verdict is shown; a filter by the docket's verdict then finds
            only claims that have been shown.

    Raises:
        ValueError, TypeError: when an argument does not fit; the message says which.
    """

    _title, _name = "The docket: claims on trial", "docket"
    _code = script("docket")
    _css = style_sheet("docket", root="claim-docket")

    claim = traitlets.Unicode().tag(sync=True)
    topic = traitlets.Unicode().tag(sync=True)
    verdict = traitlets.Unicode().tag(sync=True)
    decided = traitlets.Unicode().tag(sync=True)
    query = traitlets.Unicode().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)  # 0: the whole docket
    judge = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        claim: str | None = None,
        *,
        topic: str = ALL,
        verdict: str = ALL,
        decided: str = ALL,
        query: str = "",
        seed: int | None = None,
        judge: bool = True,
    ):
        check.choice("topic", topic, dict.fromkeys((ALL, *stored()["topics"])))
        check.choice("verdict", verdict, dict.fromkeys(verdict_filters()))
        check.choice("decided", decided, dict.fromkeys((ALL, *stored()["decided"])))
        if not isinstance(query, str) or len(query) > LONGEST_QUERY:
            raise ValueError(f"query must be a text of at most {LONGEST_QUERY} letters, got {query!r}")
        if not isinstance(judge, bool):
            raise TypeError(f"judge must be True or False, got {judge!r}")
        seed = 0 if seed is None else int(check.number("seed", check.whole_number("seed", seed, 1), 1, LARGEST_SEED))
        opened = _checked_claim(claim, topic, seed) if claim is not None else ""
        super().__init__(
            claim=opened, topic=topic, verdict=verdict, decided=decided, query=query, seed=seed, judge=judge
        )

    def found(self) -> list[Claim]:
        """Return the claims that are listed for a reader who has judged and seen none."""
        filters = Filters(self.query, self.topic, self.verdict, self.decided)
        return found(self._pool(), filters, {}, self.judge)

    def _pool(self) -> tuple[Claim, ...]:
        return drawn(self.seed) if self.seed else claims()

    def figure(self) -> Figure:
        """Return the whole docket as dots: a row for each topic, a sign for each verdict."""
        return docket_figure(counted(claims()), stored()["verdicts"])

    def description(self) -> str:
        """Return in words how many claims have which verdict, in all and under each topic, and which are listed."""
        table = counted(claims())
        totals = [sum(column) for column in zip(*table.values(), strict=True)]
        lines = [f"The docket: {len(claims())} claims on trial, {_in_words(totals)}."]
        lines += [f"{topic}, {sum(counts)}: {_in_words(counts)}." for topic, counts in table.items()]
        return "\n".join([*lines, *self._listed()])

    def _listed(self) -> list[str]:
        """Return a line for a choice that is not the whole docket, and one for the claim that is open."""
        opened = [f"Open: {one.id}, “{one.claim}”" for one in claims() if one.id == self.claim]
        if self.seed:
            return [f"Drawn with seed {self.seed}: {', '.join(one.id for one in drawn(self.seed))}.", *opened]
        chosen = {name: getattr(self, name) for name in ("topic", "verdict", "decided", "query")}
        said = ", ".join(f"{name} “{value}”" for name, value in chosen.items() if value not in (ALL, ""))
        return ([f"Listed: {said}; of a docket that nobody has judged, {len(self.found())}."] if said else []) + opened


def _in_words(counts: list[int]) -> str:
    return ", ".join(f"{count} {verdict}" for count, verdict in zip(counts, stored()["verdicts"], strict=True))


def _checked_claim(claim, topic: str, seed: int) -> str:
    """Return the id of a claim that is there, and can be listed with this topic or seed; or raise ValueError."""
    by_id = {one.id: one for one in claims()}
    if not isinstance(claim, str) or claim not in by_id:
        near = get_close_matches(str(claim).strip().upper(), by_id, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else "; an id is a letter and a number"
        raise ValueError(f"claim must be an id, from {claims()[0].id!r} to {claims()[-1].id!r}, got {claim!r}{hint}")
    own = by_id[claim].topic
    if topic not in (ALL, own):
        raise ValueError(f"claim {claim} has the topic {own!r}, got topic={topic!r}: leave one of the two out")
    if seed and claim not in {one.id for one in drawn(seed)}:
        raise ValueError(f"claim {claim} is not among the ten that seed={seed} draws: leave one of the two out")
    return claim
