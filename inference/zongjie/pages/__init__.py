"""Pages for people: a report with its roles, and an index over an archive. They need no network."""

from __future__ import annotations

from zongjie.pages.index import build_index
from zongjie.pages.report_page import render_fragment, render_page
from zongjie.pages.view import View, view_of_report

__all__ = ["View", "build_index", "render_fragment", "render_page", "view_of_report"]
