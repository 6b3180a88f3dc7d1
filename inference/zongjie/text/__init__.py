"""Text to sentences: lines, spans, headings and the outline that they make."""

from zongjie.text.outline import heading_path, report_starts
from zongjie.text.script import simplify
from zongjie.text.spans import Span, split_spans

__all__ = ["Span", "heading_path", "report_starts", "simplify", "split_spans"]
