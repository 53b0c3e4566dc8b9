"""Which folders are on a network drive: SQLite's locks and WAL do not hold there (R5)."""

import os
from pathlib import Path

NETWORK_TYPES = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "ncpfs",
        "fuse.sshfs",
        "fuse.s3fs",
        "davfs",
    }
)
MOUNTS = Path("/proc/self/mounts")


def is_network_path(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether `path` (which need not exist) lies on a network file system. False where it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    place = Path(os.path.realpath(path))
    best_length, best_type = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount_point = fields[1].replace("\\040", " ")
        if place.is_relative_to(mount_point) and len(mount_point) >= best_length:
            best_length, best_type = len(mount_point), fields[2]
    return best_type in NETWORK_TYPES
