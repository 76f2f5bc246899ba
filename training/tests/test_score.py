"""A template's similarity is made of those to its texts."""

import torch
import torch.nn.functional as F

from storedesk_training.messages import TemplateTexts
from storedesk_training.score import centroids, mean_similarity

TEMPLATES = [
    TemplateTexts("of_one_subject", "inquiry", ("a", "b")),
    TemplateTexts("of_many", "inquiry", ("c", "d", "e")),
]


def test_a_centroid_is_near_whatever_its_texts_are_about() -> None:
    vectors = F.normalize(torch.tensor([[1.0, 0, 0], [1, 0.1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]), dim=1)
    message = F.normalize(torch.tensor([[1.0, 1, 1]]), dim=1)
    by_mean = mean_similarity(message @ vectors.T, TEMPLATES)[0]
    by_centroid = (message @ centroids(vectors, TEMPLATES).T)[0]
    # By the plain mean the message is nearer to the template that it is not about.
    assert by_mean[0] > by_mean[1]
    torch.testing.assert_close(by_mean[1], (message @ vectors[2:].T).mean())
    torch.testing.assert_close(by_centroid[1], torch.tensor(1.0))
    torch.testing.assert_close(by_centroid[0], (message @ F.normalize(vectors[:2].sum(0), dim=0))[0])
