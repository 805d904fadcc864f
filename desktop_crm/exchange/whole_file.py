"""Writing a file whole or not at all: beside its place first, then moved there in one step."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from desktop_crm.domain.errors import WorldError, system_reason

_CODES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "not_writable",
    errno.EPERM: "not_writable",
    errno.EROFS: "not_writable",
}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` when the block ends well; after an error ``path`` is as it was.

    ``WorldError`` with ``where`` = the path: ``disk_full``, ``not_writable``, else ``file_failed`` with
    ``system_reason`` (the folder does not exist, for one).
    """
    if path.exists() and not path.is_file():
        raise WorldError("file_failed", where=str(path), reason="EISDIR" if path.is_dir() else "not_a_file")
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = file.name
            yield cast(BinaryIO, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise _refusal(error, path) from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def _refusal(error: OSError, path: Path) -> WorldError:
    code = _CODES.get(error.errno or 0, "file_failed")
    return WorldError(code, where=str(path), reason=system_reason(error))
