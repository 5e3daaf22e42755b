"""scikit-learn's heads on windows that HeadsTest makes as well; writes sklearn.json beside itself.

    pip install scikit-learn==1.9.1
    python make_sklearn.py

Features are standardized by deviations of n - 1, as MLlib has them, weighted where rows are; those of ridge and the nearest windows by those of n.
"""
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.utils.class_weight import compute_sample_weight

TRAIN, TEST, WIDTH = 90, 30, 6


def draws(seed, *shape):
    values = np.empty(int(np.prod(shape)))
    for i in range(values.size):
        seed = (1103515245 * seed + 12345) % 2**31
        values[i] = seed / 2**30 - 1
    return values.reshape(shape).astype(np.float32)


def main():
    pattern = draws(1, 3, WIDTH)
    noise = draws(2, TRAIN + TEST, WIDTH)
    three = np.array([0 if i % 7 < 4 else 1 if i % 7 < 6 else 2 for i in range(TRAIN + TEST)])
    x = ((0.8 * pattern[three] + noise) * (1 + np.arange(WIDTH)) + 3).astype(np.float32).astype(float)
    value = (x @ np.arange(WIDTH) + 10 * noise[:, 0]).round(3)
    train, test = slice(0, TRAIN), slice(TRAIN, None)
    ml = (x - x[train].mean(0)) / x[train].std(0, ddof=1)
    by_n = (x - x[train].mean(0)) / x[train].std(0)
    two = (three > 0).astype(int)

    def logistic(y, features=ml, **options):
        model = LogisticRegression(tol=1e-10, max_iter=100000, **options).fit(features[train], y[train])
        return model.predict_proba(features[test]).tolist()

    def weighted(y):
        w = compute_sample_weight("balanced", y[train])[:, None]
        mean = (w * x[train]).sum(0) / w.sum()
        variance = (w * (x[train] - mean) ** 2).sum(0) / (w.sum() - (w ** 2).sum() / w.sum())
        return (x - mean) / np.sqrt(variance)

    answers = {
        "two": logistic(two, C=0.5),
        "two_balanced": logistic(two, weighted(two), C=0.05, class_weight="balanced"),
        "three": logistic(three, C=0.2),
        "three_elastic_net": logistic(three, C=0.2, l1_ratio=0.5, solver="saga"),
        "knn": KNeighborsClassifier(7).fit(by_n[train], three[train]).predict_proba(by_n[test]).tolist(),
        "knn_value": [[v] for v in KNeighborsRegressor(4).fit(by_n[train], value[train]).predict(by_n[test])],
        "ridge": [[v] for v in Ridge(alpha=5).fit(by_n[train], value[train]).predict(by_n[test])],
    }
    Path(__file__).with_name("sklearn.json").write_text(json.dumps(answers))


if __name__ == "__main__":
    main()
