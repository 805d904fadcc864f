"""The parser of a command line: speaks both languages, and tells wrong usage in one sentence."""

from __future__ import annotations

import argparse
import locale
import os
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NoReturn

from desktop_crm.domain.errors import UsageError
from desktop_crm.words import LANGUAGES, _t


class WrongUsage(UsageError):
    """The command line cannot be read. ``sentence`` says why, already in the user's language."""

    def __init__(self, sentence: str, command: str) -> None:
        super().__init__("wrong_usage", where=command)
        self.sentence = sentence


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` that speaks both languages and raises ``WrongUsage`` instead of leaving the program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_HelpFormatter, **options)
        self._given = self.add_argument_group(_t("Command line", "words"))
        self._options = self.add_argument_group(_t("Command line", "options"))
        self.add_argument("-h", "--help", action="help", help=_t("Command line", "show this help"))

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """As in ``ArgumentParser``, under a heading in the user's language."""
        group = self._options if names[0].startswith("-") else self._given
        return group.add_argument(*names, **options)

    def format_help(self) -> str:
        """The help, with the colon of the language behind the headings: argparse sets its own."""
        heading = _t("Command line", "{heading}:").format(heading=r"\1")
        return re.sub(r"^(\S.*):$", heading, super().format_help(), flags=re.MULTILINE)

    def error(self, message: str) -> NoReturn:
        """Raise ``WrongUsage`` for what argparse found wrong."""
        self.refuse(_reason(message))

    def refuse(self, reason: str) -> NoReturn:
        """Raise ``WrongUsage``: one sentence that points at the help."""
        sentence = _t("Command line", "{reason} (see {command} --help)")
        raise WrongUsage(sentence.format(reason=reason, command=self.prog), self.prog)


class _HelpFormatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _t("Command line", "usage: ") if prefix is None else prefix)


_REASONS: tuple[tuple[str, Callable[[], str]], ...] = (
    (r"the following arguments are required: (.+)", lambda: _t("Command line", "Missing: {0}")),
    (r"argument (.+?): expected .*argument.*", lambda: _t("Command line", "{0} needs a value")),
    (r"argument (.+?): ignored explicit argument .*", lambda: _t("Command line", "{0} takes no value")),
    (r"argument .+?: invalid choice: '?(.*?)'?(?:,| \().*", lambda: _t("Command line", "There is no command {0}")),
    (r"argument (.+?): (.+)", lambda: _t("Command line", "{0}: {1}")),
)
"""What argparse says, which it says in English only, and the same in words of ours."""


def _reason(message: str) -> str:
    for pattern, words in _REASONS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return words().format(*match.groups())
    return message


def add_level(parser: Parser, *, required: bool) -> argparse._SubParsersAction[Parser]:
    """A word that stands next: the commands that a parser knows."""
    return parser.add_subparsers(
        title=_t("Command line", "commands"),
        metavar=_t("Command line", "COMMAND"),
        required=required,
        parser_class=Parser,
    )


def language_of(words: Sequence[str]) -> str:
    """The language asked for by ``--lang``, else that of the environment: known before the parser speaks it."""
    asked = [following for word, following in pairwise(words) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return next((language for language in asked if language in LANGUAGES), None) or _environment_language()


def _environment_language() -> str:
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    name = told or locale.getlocale()[0] or ""  # Windows sets no variables
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"
