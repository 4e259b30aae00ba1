"""A real JupyterLab in a real browser, for tests of what a learner sees and moves.

``LabServer`` runs JupyterLab with all of its settings in a folder of its own; ``Notebook`` is one notebook open in a
browser page.  Tests take the fixture ``open_notebook``:

    def test_slider(open_notebook):
        notebook = open_notebook(ROOT / "lessons" / "03_delta_equations.ipynb")   # a copy of it
        notebook.run_all()
        assert not notebook.errors
        notebook.nudge(0)          # presses an arrow key on the first slider; fails when no picture changes
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psutil  # comes with ipykernel
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0  # seconds before something is said not to happen: the machine may be busy with other things
NO_BROWSER = "no Chromium found: install it (for example: apt-get install chromium), or set CHROMIUM to its path"
BROWSER_FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERVER_FLAGS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port_retries=0",
    "--ServerApp.terminals_enabled=False",
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
]
# The only way to keep JupyterLab from asking whether it may fetch news is a settings file.
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}
PERSONAL = {"JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN", "MPLBACKEND", "BPLIB_FIGURES"}

# Characters of code in a line: at 1280 pixels, beside the file browser and a scroll bar, a cell holds 105.
WIDTH = 104
NOISE = "ResizeObserver loop"  # the browser's remark that a layout took two rounds; nothing is wrong

OPENED = "() => !!window.jupyterapp?.shell.currentWidget?.content?.widgets"
READY = """async () => {
    const panel = jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    await panel.revealed;
    return true;
}"""
RUN_ALL = "() => jupyterapp.commands.execute('notebook:run-all-cells')"
IDLE = """() => {
    const panel = jupyterapp.shell.currentWidget;
    const hasCode = cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim();
    const outputs = [...document.querySelectorAll('.jp-OutputArea-output')];
    return !outputs.some(output => output.textContent.trim() === 'Loading widget...')
        && panel.sessionContext.session?.kernel?.status === 'idle'
        && panel.content.widgets.filter(hasCode).every(cell => cell.model.executionCount !== null);
}"""
ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets.flatMap((cell, i) => {
    const outputs = cell.model.type === 'code' ? cell.model.outputs.toJSON() : [];
    return outputs.filter(o => o.output_type === 'error').map(o => `cell ${i + 1}: ${o.ename}: ${o.evalue}`);
})"""
OUTPUTS = """() => jupyterapp.shell.currentWidget.content.widgets.map(cell =>
    cell.model.type === 'code' ? cell.model.outputs.toJSON() : [])"""
# One text for all that is drawn in the outputs: images (once they are loaded), canvases and drawings in SVG.
PICTURES = """() => {
    const seen = selector => [...document.querySelectorAll('.jp-OutputArea-output ' + selector)];
    const texts = [
        ...seen('img').map(image => image.complete && image.naturalWidth ? image.src : 'loading'),
        ...seen('canvas').map(canvas => canvas.toDataURL()),
        ...seen('svg').map(drawing => drawing.outerHTML),
    ];
    if (texts.includes('loading')) return null;
    let hash = 0;
    for (const text of texts) for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
    return texts.length + ':' + hash;
}"""
SET_THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
THEME_IS = "theme => document.body.dataset.jpThemeName === theme"
# Scroll to a place, counted in windows from the top; tell whether the last cell ends in view.
SCROLL_TO = """async place => {
    const outer = document.querySelector('.jp-WindowedPanel-outer');
    outer.scrollTop = place * outer.clientHeight;
    await new Promise(done => setTimeout(done, 300));
    const last = [...outer.querySelectorAll('.jp-Cell')].pop();
    return last.getBoundingClientRect().bottom <= outer.getBoundingClientRect().bottom + 1;
}"""
SHUT_DOWN_KERNEL = "async () => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
# Playwright waits for a promise without a limit.
WITHIN = """([code, argument, seconds]) => Promise.race([
    (0, eval)(code)(argument),
    new Promise((_, fail) => setTimeout(() => fail(new Error(`no answer in ${seconds} s to ${code}`)), 1000 * seconds)),
])"""


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome: the one that CHROMIUM names, or the first on PATH or in /usr/bin.

    The headless shell shows the same pages and computes a quarter less: it has no window to paint.
    """
    if os.environ.get("CHROMIUM"):
        return shutil.which(os.environ["CHROMIUM"])
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    places = (None, "/usr/bin")
    return next((found for name in names for place in places if (found := shutil.which(name, path=place))), None)


@contextmanager
def running_browser(chromium: str):
    """Run a headless browser for the length of a ``with`` block."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=1000 * PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class LabServer:
    """JupyterLab on a free port; ``folder`` holds its settings, its log and ``root``, the notebooks that it shows."""

    def __init__(self, folder: Path):
        self.folder, self.root = folder, folder / "root"
        self.root.mkdir()
        self.token, port = secrets.token_hex(16), free_port()
        self.url = f"http://127.0.0.1:{port}"
        news = folder / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
        news.parent.mkdir(parents=True)
        news.write_text(json.dumps(NO_NEWS))
        own = [
            f"--ServerApp.port={port}",
            f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.root}",
        ]
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "jupyterlab", *SERVER_FLAGS, *own]
            self.process = subprocess.Popen(command, env=self.environment(), stdout=log, stderr=subprocess.STDOUT)

    @property
    def log(self) -> Path:
        """Return the file with what the server says."""
        return self.folder / "lab.log"

    def environment(self) -> dict[str, str]:
        """Return the environment variables that keep the server away from anybody's own settings."""
        folders = {
            "HOME": "home",
            "IPYTHONDIR": "ipython",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        }
        inherited = {name: value for name, value in os.environ.items() if name not in PERSONAL}
        return inherited | {name: str(self.folder / place) for name, place in folders.items()}

    def wait_until_up(self, timeout: float = PATIENCE) -> None:
        """Return when the server answers; raise RuntimeError with the end of its log when it does not."""
        end = time.monotonic() + timeout
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def answers(self) -> bool:
        """Return whether the server answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/status?token={self.token}", timeout=5) as reply:
                return reply.status == 200
        except urllib.error.URLError:
            return False

    def stop(self, timeout: float = 15) -> None:
        """Stop the server and its kernels; none of their processes is left."""
        if self.process.poll() is None:
            kernels = psutil.Process(self.process.pid).children(recursive=True)
            self.process.terminate()
            kill_what_is_left([psutil.Process(self.process.pid), *kernels], timeout)
        self.process.wait()

    def copy_in(self, notebook: Path) -> str:
        """Copy a notebook below the root, to its place in the checkout if it has one, and return its path there."""
        inside = notebook.is_relative_to(ROOT)
        place = notebook.relative_to(ROOT) if inside else Path("scratch") / notebook.name
        (self.root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(notebook, self.root / place)
        return place.as_posix()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def kill_what_is_left(processes: list[psutil.Process], timeout: float) -> None:
    """Wait until the processes have ended; kill those that take longer than the timeout."""
    _, alive = psutil.wait_procs(processes, timeout)
    for process in alive:
        process.kill()


class Notebook:
    """A notebook open in a browser page of its own.

    ``console`` lists the errors in the browser's console, ``external`` the requests to anything but the server.
    """

    def __init__(self, browser: Browser, server: LabServer, path: str):
        self.path, self.server = path, server
        self.console: list[str] = []
        self.external: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": 1400, "height": 1100})
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._note_error(str(error)))
        self.page.on("request", self._on_request)
        workspace = f"w{secrets.token_hex(4)}"  # letters and digits only
        self.page.goto(f"{server.url}/lab/workspaces/{workspace}/tree/{path}?token={server.token}")
        self.page.wait_for_function(OPENED)
        self.evaluate(READY)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note_error(message.text)

    def _note_error(self, text: str) -> None:
        if not text.startswith(NOISE):
            self.console.append(text)

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(("http", "ws")) and not request.url.startswith(self.server.url):
            self.external.append(request.url)

    def evaluate(self, code: str, argument: object = None, timeout: float = PATIENCE) -> object:
        """Return what a JavaScript function returns, or what its promise comes to; fail when that takes too long."""
        return self.page.evaluate(WITHIN, [code, argument, timeout])

    def run_all(self, timeout: float = 2 * PATIENCE) -> None:
        """Run all cells and wait until they and their widgets are done, or until a cell has failed (see ``errors``)."""
        if self.evaluate(RUN_ALL, timeout=timeout):
            self.page.wait_for_function(IDLE, timeout=timeout * 1000)

    @property
    def errors(self) -> list[str]:
        """Return the errors that the cells show."""
        return self.evaluate(ERRORS)

    @property
    def outputs(self) -> list[list[dict]]:
        """Return the outputs of each cell, in the form in which a notebook stores them; of a text cell none."""
        return self.evaluate(OUTPUTS)

    # --- what a learner moves

    @property
    def sliders(self) -> Locator:
        """Return the handles of all sliders of ipywidgets, in the order of the page."""
        return self.page.locator(".jp-OutputArea .noUi-handle")

    def slider(self, n: int = 0) -> Locator:
        """Return the handle of slider n, counted from 0, scrolled into view."""
        handle = self.sliders.nth(n)
        handle.scroll_into_view_if_needed()
        return handle

    def readout(self, n: int = 0) -> str:
        """Return the number that stands beside slider n."""
        return self.page.locator(".jp-OutputArea .widget-readout").nth(n).inner_text()

    def label(self, n: int = 0) -> str:
        """Return the description of slider n."""
        return (
            self.sliders.nth(n)
            .locator("xpath=ancestor::*[contains(@class, 'widget-inline-hbox')][1]")
            .locator(".widget-label")
            .inner_text()
        )

    def nudge(self, n: int = 0, key: str | None = None, timeout: float = PATIENCE) -> float:
        """Press an arrow key on slider n and return the seconds until a picture changed; fail when none does.

        Without a key: to the right, or to the left from the right end.
        """
        handle = self.slider(n)
        at_the_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        handle.focus()
        before = self.pictures()
        start = time.perf_counter()
        self.page.keyboard.press(key or ("ArrowLeft" if at_the_end else "ArrowRight"))
        self.wait_for_other_pictures(before, timeout)
        return time.perf_counter() - start

    def drag(self, n: int = 0, to: float = 0.8, steps: int = 20) -> None:
        """Drag slider n with the mouse to a fraction of its length."""
        handle = self.slider(n).bounding_box()
        track = self.page.locator(".jp-OutputArea .noUi-base").nth(n).bounding_box()
        y = handle["y"] + handle["height"] / 2
        self.page.mouse.move(handle["x"] + handle["width"] / 2, y)
        self.page.mouse.down()
        self.page.mouse.move(track["x"] + to * track["width"], y, steps=steps)
        self.page.mouse.up()

    def click_button(self, text: str) -> None:
        """Click the button with this text in the outputs."""
        self.button(text).click()

    def button(self, text: str) -> Locator:
        """Return the button with this text in the outputs; an icon in it does not count."""
        return self.page.locator(".jp-OutputArea button", has_text=re.compile(rf"^\s*{re.escape(text)}\s*$"))

    # --- what a learner sees

    def pictures(self, timeout: float = PATIENCE) -> str:
        """Return a short text that is another when any image, canvas or SVG in the outputs is another."""
        return self.page.wait_for_function(PICTURES, timeout=timeout * 1000).json_value()

    def wait_for_other_pictures(self, before: str, timeout: float = PATIENCE) -> None:
        """Return as soon as ``pictures()`` is not what it was before; fail when that does not happen."""
        changed = f"before => {{ const now = ({PICTURES})(); return now !== null && now !== before; }}"
        self.page.wait_for_function(changed, arg=before, timeout=timeout * 1000)

    def set_theme(self, theme: str) -> None:
        """Switch to "JupyterLab Light" or "JupyterLab Dark"."""
        self.evaluate(SET_THEME, theme)
        self.page.wait_for_function(THEME_IS, arg=theme)

    def screenshot(self, path: Path) -> None:
        """Save a picture of the window."""
        self.page.screenshot(path=path)

    def screenshots(self, folder: Path, name: str) -> None:
        """Save pictures of the whole notebook, a window at a time: name-01.png, name-02.png, ..."""
        folder.mkdir(parents=True, exist_ok=True)
        for place in range(99):
            at_the_end = self.evaluate(SCROLL_TO, place)
            self.screenshot(folder / f"{name}-{place + 1:02d}.png")
            if at_the_end:
                return

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        try:
            self.evaluate(SHUT_DOWN_KERNEL)
        finally:
            self.page.close()
