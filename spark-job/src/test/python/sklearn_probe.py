"""What scikit-learn reaches on a table of windows: ProbeOnRecordingsTest has its answer for band power.

    pip install scikit-learn==1.9.1 pyarrow==26.0.1
    mvn -pl spark-job -am test -Dtest=ProbeOnRecordingsTest -Dsurefire.failIfNoSpecifiedTests=false \
      -DargLine=-Deegpt.band.power=/tmp/band-power
    python sklearn_probe.py /tmp/band-power
"""
import sys

import numpy as np
import pyarrow.parquet as pq
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

table = pq.read_table(sys.argv[1]).to_pandas()
x = np.stack(table.tokens)
y = (table.label == "movement").to_numpy()
test = table.source.str.contains("R0[789]|R10", regex=True).to_numpy()
scaler = StandardScaler().fit(x[~test])
model = LogisticRegression(C=0.01, max_iter=10000).fit(scaler.transform(x[~test]), y[~test])
p = model.predict_proba(scaler.transform(x[test]))[:, 1]
print(f"AUROC {roc_auc_score(y[test], p):.4f}, balanced accuracy {balanced_accuracy_score(y[test], p > 0.5):.4f}")
