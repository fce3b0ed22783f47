"""Numbers in, likelihoods out; three directions stand for three categories."""

import numpy as np

from triage.opinion.layer import Floats, Layer


def cloud(*, each: int = 20, noise: float = 0.4, seed: int = 1) -> tuple[Floats, np.ndarray]:
    """Vectors around three directions, and which."""
    dice = np.random.default_rng(seed)
    labels = np.arange(3 * each) % 3
    vectors = np.eye(6)[labels] + noise * dice.normal(size=(len(labels), 6))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


def test_what_points_the_same_way_belongs_together() -> None:
    layer = Layer.learn(*cloud(), 3)
    unseen, labels = cloud(seed=2)
    assert (layer.likelihoods(unseen).argmax(axis=1) == labels).mean() > 0.9


def test_likelihoods_are_shares() -> None:
    shares = Layer.learn(*cloud(), 3).likelihoods(cloud(seed=2)[0])
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares > 0).all()


def test_confidence_is_as_high_as_it_is_right_however_noisy_the_examples() -> None:
    for noise in (0.3, 0.8, 1.5):
        shares = Layer.learn(*cloud(each=100, noise=noise), 3).likelihoods(cloud(each=300, noise=noise, seed=2)[0])
        is_right = shares.argmax(axis=1) == cloud(each=300, seed=2)[1]
        assert abs(shares.max(axis=1).mean() - is_right.mean()) < 0.15


def test_labels_without_meaning_give_no_confidence() -> None:
    vectors, labels = cloud(each=60)
    layer = Layer.learn(vectors, np.random.default_rng(3).permutation(labels), 3)
    assert layer.likelihoods(cloud(seed=2)[0]).max(axis=1).mean() < 0.5


def test_a_category_without_examples_is_never_likely() -> None:
    vectors, labels = cloud()
    assert Layer.learn(vectors, labels, 4).likelihoods(vectors)[:, 3].max() < 0.1


def test_the_farther_from_all_examples_the_less_it_claims() -> None:
    layer = Layer.learn(*cloud(noise=0.1), 3)
    along, away = np.eye(6, dtype=np.float32)[0], np.eye(6, dtype=np.float32)[5] * -1
    path = np.array([along * near + away * np.sqrt(1 - near**2) for near in (1.0, 0.15, -0.9)], np.float32)
    known, surest = layer.knowledge(path), layer.likelihoods(path).max(axis=1)
    assert known[0] == 1
    assert known[0] > known[1] >= known[2] > 0
    assert surest[0] > surest[1] >= surest[2]
    assert surest[2] < 0.5


def test_the_nearest_example_of_an_example_is_itself() -> None:
    vectors, labels = cloud()
    nearest = Layer.learn(vectors, labels, 3).nearest(vectors, 3)
    assert nearest.shape == (60, 3)
    assert (nearest[:, 0] == np.arange(60)).all()
