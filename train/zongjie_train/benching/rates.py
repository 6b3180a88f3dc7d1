"""The bundle against BERT-base in a pipeline, and against its own checkpoint in float32.

They take turns, round by round, and the best round of each counts: what else the machine does
slows all of them down, but not to the same degree at the same time.

- bundle: text in, sections out, through `zongjie.Classifier`;
- own: the encoder of the checkpoint in transformers, float32, single sentences as they come,
  padded to the longest of 32;
- base: `transformers.pipeline("text-classification")` with a BERT-base, float32, batches of 32.
  Its weights are random, which costs the same, and each Chinese character is a token, as in
  bert-base-chinese.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import DatasetDict

from zongjie.bundle import TOKENIZER
from zongjie.classifier import Classifier
from zongjie.tokens import SentenceTokenizer
from zongjie_train.config import BenchConfig
from zongjie_train.learning.batches import pad_tokens
from zongjie_train.learning.modelling import ReportModel

BATCH = 32
BERT_VOCABULARY = 21128  # bert-base-chinese
MAX_TOKENS = 512


class Contest:
    """Contenders over the same sentences.

    Args:
        classifier: of the bundle.
        checkpoint: that the bundle was made of.
        texts: reports.
        sentences: their sentences.
        sizes: how much each contender gets, and how many rounds.

    Attributes:
        n_sentences: of all texts.
        outside_share: of the bundle's time that no model runs, after `run`.
    """

    def __init__(
        self,
        classifier: Classifier,
        checkpoint: Path,
        texts: Sequence[str],
        sentences: Sequence[str],
        sizes: BenchConfig,
    ) -> None:
        self.n_sentences = len(sentences)
        self.outside_share = 1.0
        self._classifier = classifier
        self._texts, self._sentences = texts, sentences
        self._rounds = sizes.rounds
        drawn = random.Random(0).sample(list(sentences), min(len(sentences), sizes.own_sentences))
        n_base = min(len(drawn), sizes.base_sentences)
        own, base = make_own(checkpoint), make_base(sentences)
        self._others: dict[str, tuple[Callable[[], object], int]] = {
            "own": (lambda: own(drawn), len(drawn)),
            "base": (lambda: base(drawn[:n_base]), n_base),
        }
        list(classifier.classify_many(texts[:1]))
        own(drawn[:BATCH])
        base(drawn[:2])

    def run(self) -> dict[str, float]:
        """Sentences a second of each contender, the best of all rounds."""
        rates = dict.fromkeys(("bundle", *self._others), 0.0)
        for _ in range(self._rounds):
            seconds, inside = self._time_bundle()
            if self.n_sentences / seconds > rates["bundle"]:
                rates["bundle"] = self.n_sentences / seconds
                self.outside_share = 1 - inside / seconds
            for name, (run, n) in self._others.items():
                began = time.perf_counter()
                run()
                rates[name] = max(rates[name], n / (time.perf_counter() - began))
        return rates

    def _time_bundle(self) -> tuple[float, float]:
        """Seconds of labelling all texts, and how many of them the models ran."""
        workers, inside = self._classifier._workers, 0.0
        share_out = workers.map

        def timed(work: Any, items: Any) -> Any:
            nonlocal inside
            began = time.perf_counter()
            try:
                return share_out(work, items)
            finally:
                inside += time.perf_counter() - began

        workers.map = timed
        began = time.perf_counter()
        for _ in self._classifier.classify_many(self._texts):
            pass
        seconds = time.perf_counter() - began
        del workers.map  # the class's own again
        return seconds, inside

    def token_counts(self) -> list[int]:
        """Tokens of each distinct sentence, which is what the encoder has to read."""
        bundle = self._classifier.bundle
        tokenizer = SentenceTokenizer(bundle.path(TOKENIZER), bundle.manifest.max_tokens)
        return [len(ids) for ids in tokenizer.encode(list(dict.fromkeys(self._sentences)))]


def gather_texts(corpus: DatasetDict, max_sentences: int) -> list[str]:
    """Texts of dev and test, up to `max_sentences` sentences."""
    texts, n = [], 0
    for split in ("dev", "test"):
        for row in corpus[split].to_list() if split in corpus else ():
            if n < max_sentences:
                texts.append(row["text"])
                n += len(row["roles"])
    return texts


def make_own(checkpoint: Path) -> Callable[[Sequence[str]], None]:
    """The checkpoint's encoder, tokenising included."""
    model = ReportModel.from_pretrained(checkpoint).eval()
    tokenizer = SentenceTokenizer(checkpoint / TOKENIZER, model.config.max_tokens)

    @torch.inference_mode()
    def encode(sentences: Sequence[str]) -> None:
        for i in range(0, len(sentences), BATCH):
            model.encode(*pad_tokens(tokenizer.encode(sentences[i : i + BATCH]), tokenizer.pad_id))

    return encode


def make_base(sentences: Sequence[str]) -> Callable[[Sequence[str]], object]:
    """A BERT-base in a pipeline; `sentences` give the characters that it knows."""
    from transformers import BertConfig, BertForSequenceClassification, pipeline

    model = BertForSequenceClassification(BertConfig(vocab_size=BERT_VOCABULARY))
    label = pipeline(
        "text-classification",
        model=model.eval(),
        tokenizer=make_character_tokenizer(sentences),
        device="cpu",
    )
    return lambda some: label(list(some), batch_size=BATCH, truncation=True)


def make_character_tokenizer(sentences: Sequence[str]) -> Any:
    """A tokenizer of single Chinese characters, runs of letters or digits, and punctuation."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    characters = sorted({character for sentence in sentences for character in sentence})
    vocabulary = {token: i for i, token in enumerate([*special, *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(
        Regex(r"\p{Han}|[A-Za-z]+|[0-9]+|\S"), "removed", invert=True
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=MAX_TOKENS,
    )
