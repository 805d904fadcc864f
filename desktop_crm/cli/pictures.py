"""``demo`` and ``screenshots``: what shows the program, run by ``app`` because it needs Qt."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.progress import Progress
from desktop_crm.cli.services import PictureOptions
from desktop_crm.cli.session import Session
from desktop_crm.terminal.argument_types import one_of, path, scale, size
from desktop_crm.words import _t

THEMES = ("light", "dark", "contrast")


def declare(commands: Commands) -> None:
    """Add both commands."""
    demo = commands.add("demo", _demo, _t("Command line", "a fresh store of sample data, its call list, the window"))
    demo.add_argument("--headless", action="store_true", help=_t("Command line", "pictures instead of the window"))
    team = _t("Command line", "three laptops and a server: work offline, a conflict, a customer that moves")
    demo.add_argument("--team", action="store_true", help=team)
    folder = _t("Command line", "folder for its files; without it, demo/ in the data folder")
    demo.add_argument("--out", metavar="DIR", type=path, help=folder)
    pictures = commands.add("screenshots", _screenshots, _t("Command line", "pictures of every pane and dialog"))
    pictures.add_argument("folder", metavar="DIR", type=path, help=_t("Command line", "folder to write to"))
    themes = _t("Command line", "only this look")
    pictures.add_argument("--theme", metavar="|".join(THEMES), type=one_of(THEMES), help=themes)
    pictures.add_argument("--size", metavar="WxH", type=size, help=_t("Command line", "size of the window"))
    pictures.add_argument("--scale", metavar="N", type=scale, default=1.0, help=_t("Command line", "pixels a point"))


def _demo(session: Session, given: Namespace) -> Answer:
    with Progress("{what}") as progress:
        run = session.services.run_team_demo if given.team else session.services.run_demo
        demo = run(headless=given.headless, folder=given.out, tell=progress.tell)

    def lines() -> Iterable[str]:
        for step in demo.steps:
            yield f"{step.seconds:6.2f} s  {step.name}"
            if step.told:
                yield f"{'':10}{step.told}"
        yield _t("Command line", "Store: {file}").format(file=demo.store)
        yield from map(str, demo.files)

    document = {
        "store": str(demo.store),
        "files": [str(file) for file in demo.files],
        "steps": [{"name": s.name, "seconds": round(s.seconds, 3), "told": s.told} for s in demo.steps],
    }
    return Answer(document, lines, then=demo.show)


def _screenshots(session: Session, given: Namespace) -> Answer:
    options = PictureOptions(given.theme or "", given.size, given.scale)
    files = [str(file) for file in session.services.run_screenshots(given.folder, options)]
    return Answer({"files": files}, lambda: files)
