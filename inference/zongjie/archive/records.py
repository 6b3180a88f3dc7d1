"""What the store holds: its SQL tables, and the records that travel to it."""

from __future__ import annotations

from typing import NamedTuple

SQL_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, archive TEXT NOT NULL, file TEXT NOT NULL, copy INTEGER NOT NULL,
    run INTEGER NOT NULL, sha256 TEXT, bytes INTEGER, reader TEXT, format TEXT, encoding TEXT,
    seconds REAL NOT NULL DEFAULT 0, UNIQUE (archive, file, copy));
CREATE TABLE failures (
    file INTEGER NOT NULL, number INTEGER NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (file, number)) WITHOUT ROWID;
CREATE TABLE texts (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, n_sentences INTEGER NOT NULL,
    signature BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE reports (
    file INTEGER NOT NULL, number INTEGER NOT NULL, record INTEGER, title TEXT,
    start INTEGER NOT NULL, end INTEGER NOT NULL, line INTEGER NOT NULL, text INTEGER NOT NULL,
    PRIMARY KEY (file, number)) WITHOUT ROWID;
CREATE INDEX reports_text ON reports (text);
CREATE TABLE labels (
    text INTEGER PRIMARY KEY, model TEXT NOT NULL, sentences BLOB NOT NULL, sections BLOB NOT NULL);
CREATE TABLE kin (
    text INTEGER PRIMARY KEY, file INTEGER NOT NULL, number INTEGER NOT NULL,
    original INTEGER NOT NULL, similarity REAL NOT NULL);
"""


class PackedReport(NamedTuple):
    """A cut report as it travels between processes and is stored."""

    record: int | None
    title: str | None
    start: int
    end: int
    line: int
    hash: bytes
    body: bytes
    n_sentences: int
    signature: bytes


class PackedFailure(NamedTuple):
    """Why a file, or a part of it, has no report."""

    reason: str
    message: str


class Entry(NamedTuple):
    """A file of this run: its id, and whether it is still to be read."""

    id: int
    to_read: bool
