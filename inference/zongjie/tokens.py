"""Sentences to token ids, the same way in training and in use.

1. Replace what the tokenizer refuses (lone surrogates), take out soft line breaks, cut absurdly
   long sentences in characters.
2. Encode in bulk with the model's own `tokenizer.json`, special tokens included.
3. Of a sentence over `max_tokens`, keep the head (3/4) and the tail (1/4): in Chinese the verb
   that decides stands early, the result that it drives at stands last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HEAD_SHARE = 0.75
CHARACTERS_PER_TOKEN = 16  # the longest pieces of the vocabularies in use
PAD_TOKENS = ("<pad>", "[PAD]")

_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


class SentenceTokenizer:
    """Encodes sentences as lists of token ids.

    Args:
        tokenizer: a `tokenizer.json`, or a loaded `tokenizers.Tokenizer` (it is copied, and its
            own truncation and padding are switched off).
        max_tokens: longest list of ids handed out, special tokens included; at least 4.

    Attributes:
        pad_id: id to fill a batch with.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: `max_tokens` is under 4.
    """

    def __init__(self, tokenizer: Path | str | Tokenizer, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        if max_tokens < 4:
            raise ValueError(f"max_tokens is {max_tokens}; give at least 4")
        if isinstance(tokenizer, Tokenizer):
            source = tokenizer.to_str()
        else:
            source = Path(tokenizer).read_text(encoding="utf-8")
        self._tokenizer = Tokenizer.from_str(source)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.max_tokens = max_tokens
        ids = [self._tokenizer.token_to_id(token) for token in PAD_TOKENS]
        self.pad_id: int = next((i for i in ids if i is not None), 0)

    def encode(self, sentences: Sequence[str]) -> list[list[int]]:
        """Token ids of each sentence, in order.

        Guarantees: any Python string is taken; each list is at most `max_tokens` long; a
        sentence has the same ids whatever stands beside it.
        """
        encoded = self._tokenizer.encode_batch_fast([self._clean(s) for s in sentences])
        return [self._shorten(e.ids) for e in encoded]

    def _clean(self, sentence: str) -> str:
        reach = CHARACTERS_PER_TOKEN * self.max_tokens
        if len(sentence) > 2 * reach:
            sentence = sentence[:reach] + sentence[-reach:]
        return _SURROGATE.sub("\ufffd", _BREAK.sub("", sentence))

    def _shorten(self, ids: list[int]) -> list[int]:
        if len(ids) <= self.max_tokens:
            return ids
        n_head = int(self.max_tokens * HEAD_SHARE)
        return ids[:n_head] + ids[n_head - self.max_tokens :]
