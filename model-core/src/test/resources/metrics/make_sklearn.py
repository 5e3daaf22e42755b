"""scikit-learn's answers for model-core's metrics; writes sklearn.json beside itself.

    pip install scikit-learn==1.9.1 scipy==1.17.1
    python make_sklearn.py
"""
import json
import warnings
from pathlib import Path

import numpy as np
import scipy.stats
import sklearn
from sklearn import metrics as m

warnings.simplefilter("ignore")
rng = np.random.default_rng(7)


def classes(name, truth, scores):
    truth, scores = np.asarray(truth), np.asarray(scores, float)
    k = scores.shape[1]
    predicted = scores.argmax(1)
    one_hot = np.eye(k, dtype=int)[truth]
    with_all = dict(labels=list(range(k)), average=None, zero_division=0)
    values = {
        "accuracy": m.accuracy_score(truth, predicted),
        "balanced_accuracy": m.balanced_accuracy_score(truth, predicted),
        "cohen_kappa": m.cohen_kappa_score(truth, predicted),
        "weighted_f1": m.f1_score(truth, predicted, average="weighted", zero_division=0),
        "macro_f1": m.f1_score(truth, predicted, average="macro", zero_division=0),
        "auroc": m.roc_auc_score(truth, scores[:, 1]) if k == 2 else
                 m.roc_auc_score(truth, scores, multi_class="ovr", labels=list(range(k))),
        "auprc": m.average_precision_score(one_hot[:, 1], scores[:, 1]) if k == 2 else
                 m.average_precision_score(one_hot, scores),
    }
    for c in range(k):
        values[f"precision:{c}"] = m.precision_score(truth, predicted, **with_all)[c]
        values[f"recall:{c}"] = m.recall_score(truth, predicted, **with_all)[c]
        values[f"f1:{c}"] = m.f1_score(truth, predicted, **with_all)[c]
        values[f"auroc:{c}"] = m.roc_auc_score(one_hot[:, c], scores[:, c])
        values[f"auprc:{c}"] = m.average_precision_score(one_hot[:, c], scores[:, c])
    return {"name": name, "truth": truth.tolist(), "scores": scores.tolist(),
            "confusion": m.confusion_matrix(truth, predicted, labels=list(range(k))).tolist(),
            "metrics": plain(values)}


def regression(name, truth, predicted):
    truth, predicted = np.asarray(truth, float), np.asarray(predicted, float)
    constant = np.ptp(truth) == 0 or np.ptp(predicted) == 0
    return {"name": name, "truth": truth.tolist(), "predicted": predicted.tolist(), "metrics": plain({
        "r2": m.r2_score(truth, predicted),
        "pearson": np.nan if constant else scipy.stats.pearsonr(truth, predicted).statistic,
        "rmse": m.root_mean_squared_error(truth, predicted),
        "mae": m.mean_absolute_error(truth, predicted)})}


def plain(values):
    return {key: None if np.isnan(value) else float(value) for key, value in values.items()}


def softmax(rows, k, digits=None):
    logits = rng.normal(size=(rows, k)) * 2
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    if digits is not None:  # ties; the last column keeps the sum at 1
        p = np.round(p, digits)
        p[:, -1] = 1 - p[:, :-1].sum(1)
    return p


def main():
    answers = {"scikit_learn": sklearn.__version__, "classes": [
        classes("two classes", rng.integers(0, 2, 60), softmax(60, 2)),
        classes("two classes with ties", rng.integers(0, 2, 80), softmax(80, 2, 1)),
        classes("two classes, all scores equal", rng.integers(0, 2, 20), np.full((20, 2), 0.5)),
        classes("two classes, few positives", (rng.random(90) < 0.06).astype(int), softmax(90, 2, 2)),
        classes("one class only, the first", np.zeros(12, int), softmax(12, 2)),
        classes("one class only, the last", np.ones(12, int), softmax(12, 2)),
        classes("one class only, all found", np.zeros(5, int), np.tile([0.9, 0.1], (5, 1))),
        classes("four classes", rng.integers(0, 4, 90), softmax(90, 4)),
        classes("four classes with ties", rng.integers(0, 4, 90), softmax(90, 4, 1)),
        classes("a class absent from the truth", rng.choice([0, 2, 3], 70), softmax(70, 4)),
        classes("a class never predicted", rng.integers(0, 3, 50), never_predicted(50)),
        classes("five classes, uneven", rng.choice(5, 120, p=[.5, .25, .15, .07, .03]), softmax(120, 5, 2)),
    ], "regression": [
        regression("noisy", *noisy(50)),
        regression("constant truth", np.full(6, 2.0), rng.normal(size=6)),
        regression("constant prediction", rng.normal(size=6), np.full(6, 2.0)),
        regression("two rows", [1, 2], [1.5, 1.0]),
    ]}
    Path(__file__).with_name("sklearn.json").write_text(json.dumps(answers, indent=1))


def never_predicted(rows):
    """Of three classes the last scores below the first."""
    p = softmax(rows, 3)
    low = np.minimum(p[:, 0], p[:, 2])
    p[:, 0], p[:, 2] = p[:, 0] + p[:, 2] - low + 1e-9, low - 1e-9
    return p


def noisy(rows):
    truth = rng.normal(40, 10, rows)
    return truth, truth + rng.normal(0, 6, rows)


if __name__ == "__main__":
    main()
