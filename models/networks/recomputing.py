"""Memory for time: a block whose inner values are not kept for the backward pass but computed once more in it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint


def run_again(block: nn.Module, x: Tensor, *arguments: int) -> Tensor:
    """`block(x, *arguments)`, of which only `x` is kept; the gradient and the norms' statistics are the same."""
    result: Tensor = checkpoint(
        block,
        x,
        *arguments,
        use_reentrant=False,
        preserve_rng_state=False,  # nothing in a block is random
        context_fn=partial(_contexts, block),
    )
    return result


def _contexts(block: nn.Module) -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    return nullcontext(), _without_counting(block)


@contextmanager
def _without_counting(block: nn.Module) -> Iterator[None]:
    """The second time, a norm must not add the same batch to its running statistics again.

    With a momentum of 0 it adds nothing. To switch the statistics off would not do: it then keeps fewer values than the
    first time, which torch takes for an error.
    """
    norms = [module for module in block.modules() if isinstance(module, nn.BatchNorm2d)]
    counters = [norm.num_batches_tracked for norm in norms if norm.num_batches_tracked is not None]
    counts = [counter.clone() for counter in counters]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
        for counter, count in zip(counters, counts, strict=True):
            counter.copy_(count)
