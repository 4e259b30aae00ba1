"""Widgets that compute in the browser, without JupyterLab: their module in an empty page, or a page of their own."""

from __future__ import annotations

IMPORT = """async source => {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    window.module = await import(url);
}"""


def load_module(page, widget) -> None:
    """Import the module of a widget, a class, in a page; its exports are there as ``module``."""
    page.evaluate(IMPORT, widget._esm)


class Pages:
    """Pages of their own for widgets; whatever the console says, an error or a request is a complaint."""

    def __init__(self, context):
        self.context, self.pages, self.complaints = context, [], []

    def open(self, widget, ready: str):
        """Open a widget and return its page as soon as there is something that matches the selector ``ready``."""
        page = self.context.new_page()
        self.pages.append(page)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.complaints.append(request.url))
        page.set_content(widget.html())
        page.wait_for_selector(ready)
        return page

    def close(self) -> None:
        """Close all pages."""
        for page in self.pages:
            page.close()
