from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_crm.domain.errors import WorldError
from desktop_crm.exchange.whole_file import replacing


def test_the_file_is_replaced_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["list.pdf"]


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as file:
        file.write(b"half" * (1 // 0))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["list.pdf"]


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "list.pdf").mkdir()
    with pytest.raises(WorldError) as caught, replacing(tmp_path / "list.pdf") as file:
        file.write(b"new")
    assert caught.value.where == str(tmp_path / "list.pdf")
    assert caught.value.values == {"reason": "EISDIR"}
    assert os.listdir(tmp_path) == ["list.pdf"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as caught, replacing(tmp_path / "no folder" / "list.pdf"):
        pass
    assert (caught.value.code, caught.value.values) == ("file_failed", {"reason": "ENOENT"})


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WorldError) as caught, replacing(tmp_path / "list.pdf"):
        pass
    tmp_path.chmod(0o700)
    assert caught.value.code == "not_writable"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_a_full_disk(tmp_path: Path) -> None:
    """The device stands for the disk: what is written to it fails as it does on a full one."""
    path = tmp_path / "list.pdf"
    with pytest.raises(WorldError) as caught, replacing(path), open("/dev/full", "wb") as full:
        full.write(b"new")
    assert caught.value.code == "disk_full"
    assert os.listdir(tmp_path) == []
