"""What message vectors learn from keeps its sense when it is made narrower."""

import torch
import torch.nn.functional as F

from storedesk_training.teacher import narrowed


def test_narrow_vectors_have_the_dot_products_of_wide_ones() -> None:
    # Sentence vectors of one language lie in few directions, with a little noise in all of them.
    generator = torch.Generator().manual_seed(7)
    wide = F.normalize(torch.randn(300, 12, generator=generator) @ torch.randn(12, 48, generator=generator), dim=1)
    wide = F.normalize(wide + 0.001 * torch.randn(300, 48, generator=generator), dim=1)
    narrow = narrowed(wide, 12)
    assert narrow.shape == (300, 12)
    torch.testing.assert_close(narrow.norm(dim=1), torch.ones(300))
    assert float((narrow @ narrow.T - wide @ wide.T).abs().max()) < 0.01
    # More texts turn nothing, where what the axes are taken from stays.
    torch.testing.assert_close(narrowed(wide, 12, wide[:200])[:100], narrowed(wide[:100], 12, wide[:200]))
    # As many as before lose nothing.
    torch.testing.assert_close(narrowed(wide, 48) @ narrowed(wide, 48).T, wide @ wide.T)
