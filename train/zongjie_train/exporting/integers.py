"""Matrices and activations as 8-bit integers, and how that changes their products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STRENGTHS = (0.0, 0.35, 0.5, 0.65, 0.8)
CLIPS = (1.0, 0.85, 0.7, 0.55, 0.4)
FIT_ROWS = 768
TINY = 1e-8
STORED = 127
# Processors without VNNI add two products in 16 bits: 2 * 255 * 64 still fits, so that sums are
# exact, and labels the same, everywhere. It costs no agreement that dev shows (99.4 % for 99.5 %).
MULTIPLIED = 64


def quantise_weight(
    weight: np.ndarray, axis: int | tuple[int, ...], largest: int = STORED
) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 values and float32 scales, one for all items along `axis`.

    Args:
        weight: any shape.
        axis: one or several.
        largest: absolute value that the largest item becomes.

    Returns:
        int8 of the shape of `weight`; scales of that shape with 1 at `axis`.

    Example:
        >>> values, scale = quantise_weight(np.array([[1.0, -254.0], [0.5, 127.0]]), axis=0)
        >>> values.tolist(), scale[0, 1].item()
        ([[127, -127], [64, 64]], 2.0)
    """
    size = np.abs(weight).max(axis=axis, keepdims=True)
    scale = np.maximum(size / largest, TINY).astype(np.float32)
    return np.clip(np.rint(weight / scale), -largest, largest).astype(np.int8), scale


@dataclass(frozen=True, eq=False)
class ActivationPlan:
    """How one activation and the weights behind it are quantised.

    Attributes:
        divisor: what each channel is divided by, (K,).
        scale, zero_point: of the uint8 values.
        error: change of the products, relative to their size (root mean square).
    """

    divisor: np.ndarray
    scale: float
    zero_point: int
    error: float


def plan_activation(rows: np.ndarray, weight: np.ndarray, smooth: bool) -> ActivationPlan:
    """Choose divisor and scale for an activation.

    Dividing a channel and multiplying its row of the weights moves outliers from activations to
    weights (SmoothQuant, Xiao et al. 2022, arXiv 2211.10438, equation 4). Its strength and the
    clipping of the range are those that change the products least on the rows given.

    Args:
        rows: sampled activations, (R, K).
        weight: all weights that it is multiplied by, side by side, (K, N).
        smooth: whether channels may be divided.
    """
    fit = rows[:FIT_ROWS]
    exact = fit @ weight
    size = float(np.sqrt(np.mean(exact**2))) + TINY
    plans = []
    for strength in STRENGTHS if smooth else STRENGTHS[:1]:
        divisor = choose_divisor(rows, weight, strength)
        values, weight_scale = quantise_weight(
            weight * divisor[:, None], axis=0, largest=MULTIPLIED
        )
        rebuilt = values * weight_scale
        scaled = rows / divisor
        low, high = min(float(scaled.min()), 0.0), max(float(scaled.max()), 0.0)
        for clip in CLIPS:
            scale = max((high - low) * clip / 255, TINY)
            zero = round(min(max(-low * clip / scale, 0.0), 255.0))
            rounded = np.clip(np.rint(scaled[:FIT_ROWS] / scale) + zero, 0, 255) - zero
            change = (rounded * scale).astype(np.float32) @ rebuilt - exact
            error = float(np.sqrt(np.mean(change**2))) / size
            plans.append(ActivationPlan(divisor, scale, zero, error))
    return min(plans, key=lambda plan: plan.error)


def choose_divisor(rows: np.ndarray, weight: np.ndarray, strength: float) -> np.ndarray:
    """What each channel is divided by, (K,) float32; all 1 at strength 0."""
    if strength == 0:
        return np.ones(rows.shape[1], np.float32)
    channel = np.maximum(np.abs(rows).max(axis=0), TINY)
    row = np.maximum(np.abs(weight).max(axis=1), TINY)
    return np.maximum(channel**strength / row ** (1 - strength), 1e-4).astype(np.float32)
