"""Adaptation: the encoder goes on learning its language from unlabelled official prose.

1. Texts are cut at lines into stretches of at most `max_tokens` tokens; short lines of a text
   share one.
2. A share of the tokens is hidden (Devlin et al. 2019, arXiv 1810.04805, section 3.1: of these
   80 % masked, 10 % replaced, 10 % kept).
3. The encoder with a small head, whose output layer is the embedding itself, names them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset
from transformers import PreTrainedModel, PreTrainedTokenizerFast, Trainer, TrainingArguments
from transformers.utils.generic import ModelOutput

from zongjie_train.config import AdaptationConfig, Config
from zongjie_train.corpora.report_files import read_records
from zongjie_train.learning.batches import group_by_length, group_tokens, pad_tokens
from zongjie_train.learning.modelling import load_encoder, load_tokenizer
from zongjie_train.learning.phases import last_checkpoint, use_bfloat16
from zongjie_train.learning.provenance import describe_adaptation, write_provenance
from zongjie_train.learning.training import find_base
from zongjie_train.rules.rulebook import load_rulebook

IGNORED = -100


class AdaptationError(ValueError):
    """A configuration asks for no adaptation; the message names the cure."""


def run_adaptation(config: Config) -> None:
    """Adapt the base of a run to the texts of `adaptation`; `runs/<name>/adapted` is the result.

    Raises:
        AdaptationError: the configuration has no section `adaptation`.
    """
    settings = config.adaptation
    if settings is None:
        raise AdaptationError(
            "adaptation is null: give it as configs/recipe/adapted.yaml does, or leave it out"
        )
    folder = config.run_folder / "adapted"
    base = find_base(config, folder / "base")
    tokenizer = load_tokenizer(base)
    encoder = load_encoder(base, config.encoder.n_layers)
    torch.manual_seed(config.seed)
    labels = load_rulebook(config.labels.rules).labels
    texts = {
        source: [record.text for record in read_records(source, labels)]
        for source in settings.corpora
    }
    stretches = list(
        cut_stretches(itertools.chain(*texts.values()), tokenizer, settings.max_tokens)
    )
    n_tokens = sum(map(len, stretches))
    print(f"{len(stretches)} stretches of {n_tokens} tokens")
    model = MaskedModel(encoder)
    trainer = Trainer(
        model=model,
        args=adaptation_arguments(settings, config, folder),
        data_collator=MaskingCollator(
            tokenizer, settings.masked_share, group_tokens(encoder.device)
        ),
        train_dataset=Stretches(stretches),
    )
    trainer.train(resume_from_checkpoint=last_checkpoint(folder / "steps"))
    tokenizer.save_pretrained(folder)
    encoder.save_pretrained(folder)
    n_texts = {source: len(of) for source, of in texts.items()}
    write_provenance(describe_adaptation(n_texts, config), folder)


def adaptation_arguments(
    settings: AdaptationConfig, config: Config, folder: Path
) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(folder / "steps"),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=config.training.warmup_share,
        weight_decay=config.training.weight_decay,
        max_grad_norm=config.training.max_gradient_norm,
        bf16=use_bfloat16(config.training.precision),
        seed=config.seed,
        save_strategy="steps",
        save_steps=200,
        save_total_limit=1,
        logging_steps=20,
        report_to=[],
        remove_unused_columns=False,
    )


def cut_stretches(
    texts: Iterable[str], tokenizer: PreTrainedTokenizerFast, max_tokens: int
) -> Iterator[list[int]]:
    """Token ids, special ones included; lines of one text share a stretch while there is room."""
    first, last = token_id(tokenizer.cls_token_id), token_id(tokenizer.sep_token_id)
    room = max_tokens - 2
    for text in texts:
        lines = [line for line in text.split("\n") if line.strip()]
        held: list[int] = []
        for ids in tokenizer(lines, add_special_tokens=False)["input_ids"] if lines else ():
            while ids:
                if held and len(held) + len(ids) > room:
                    yield [first, *held, last]
                    held = []
                held, ids = held + ids[:room], ids[room:]
        if held:
            yield [first, *held, last]


def token_id(found: Any) -> int:
    """The id of a special token that every tokenizer here has."""
    assert isinstance(found, int)
    return found


class Stretches(Dataset[list[int]]):
    """Stretches as a dataset."""

    def __init__(self, stretches: Sequence[list[int]]) -> None:
        self.stretches = stretches

    def __len__(self) -> int:
        return len(self.stretches)

    def __getitem__(self, index: int) -> list[int]:
        return self.stretches[index]


class MaskingCollator:
    """A batch of stretches, some of their tokens hidden, in groups of like length.

    Where the vocabulary has no mask, the unknown token stands for it.
    """

    def __init__(
        self, tokenizer: PreTrainedTokenizerFast, masked_share: float, group_tokens: int
    ) -> None:
        mask = tokenizer.mask_token_id
        self.mask_id = token_id(tokenizer.unk_token_id if mask is None else mask)
        self.pad_id = token_id(tokenizer.pad_token_id)
        self.n_pieces = len(tokenizer)
        self.special = torch.tensor(tokenizer.all_special_ids)
        self.masked_share = masked_share
        self.group_tokens = group_tokens

    def __call__(self, stretches: Sequence[list[int]]) -> dict[str, Any]:
        order = list(group_by_length(list(map(len, stretches)), self.group_tokens))
        groups = []
        for group in order:
            ids, mask = pad_tokens([stretches[i] for i in group], self.pad_id)
            groups.append((*self.hide(ids), mask))
        return {"groups": groups}

    def hide(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Ids (S, T) with some hidden, and what stood there (S, T), IGNORED elsewhere."""
        hidden = (torch.rand(ids.shape) < self.masked_share) & ~torch.isin(ids, self.special)
        truth = ids.masked_fill(~hidden, IGNORED)
        fate = torch.rand(ids.shape)
        ids = ids.masked_fill(hidden & (fate < 0.8), self.mask_id)
        strangers = torch.randint(self.n_pieces, ids.shape)
        return torch.where(hidden & (fate >= 0.9), strangers, ids), truth


@dataclass
class MaskedOutput(ModelOutput):
    """Mean cross-entropy over hidden tokens, in nats."""

    loss: Tensor | None = None


class MaskedModel(nn.Module):
    """An encoder and a head that names hidden tokens by the encoder's own word embeddings."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        self.encoder = encoder
        size = encoder.config.hidden_size
        norm = nn.LayerNorm(size)
        lengths = self.words.detach().norm(dim=-1)
        nn.init.constant_(norm.weight, 1 / float(lengths.mean()))  # logits of unit scale
        self.transform = nn.Sequential(nn.Linear(size, size), nn.GELU(), norm)
        self.bias = nn.Parameter(torch.zeros(encoder.config.vocab_size))

    @property
    def words(self) -> Tensor:
        """The word embeddings, (pieces, H)."""
        weight = self.encoder.get_input_embeddings().weight
        assert isinstance(weight, Tensor)
        return weight

    def forward(self, groups: list[tuple[Tensor, Tensor, Tensor]]) -> MaskedOutput:
        """The loss of groups of (ids, truth, attention mask), each (S, T)."""
        words = self.words
        total, n_hidden = words.new_zeros(()), 0
        for ids, truth, mask in groups:
            hidden = truth != IGNORED
            vectors = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[hidden]
            logits = self.transform(vectors) @ words.T + self.bias  # (hidden, pieces)
            total = total + nn.functional.cross_entropy(logits, truth[hidden], reduction="sum")
            n_hidden += int(hidden.sum())
        return MaskedOutput(loss=total / max(n_hidden, 1))
