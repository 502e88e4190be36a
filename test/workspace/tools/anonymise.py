"""Removes names and addresses of members from a copy of the database, for tests and for statistics."""

import hashlib
import sqlite3
import sys


def pseudonym(member_id: str, salt: str) -> str:
    """A stable stand-in that cannot be turned back without the salt."""
    return hashlib.sha256((salt + member_id).encode()).hexdigest()[:12]


if __name__ == "__main__":
    path, salt = sys.argv[1:3]
    with sqlite3.connect(path) as database:
        for (member_id,) in database.execute("SELECT id FROM members").fetchall():
            database.execute(
                "UPDATE members SET name = ?, street = '', mail = '' WHERE id = ?",
                (pseudonym(member_id, salt), member_id),
            )
