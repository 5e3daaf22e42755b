"""Writes mne.json: answers of MNE, SciPy and NumPy for the optional signal steps.

    pip install numpy scipy mne        # made with mne 1.13.2, scipy 1.17.1, numpy 2
    python make_mne.py > mne.json

The input of every case is the noise of make_scipy.py, which the test computes too. Of each answer
every 5th sample is kept, and the last.
"""
import contextlib
import io
import json
import math

import mne
import numpy as np
from scipy import signal

with contextlib.redirect_stdout(io.StringIO()):
    from make_scipy import kept, noise


def fir(low, high, fs, n):
    h = mne.filter.create_filter(None, fs, low or None, high or None, verbose="error")
    y = mne.filter.filter_data(noise(n), fs, low or None, high or None, verbose="error")
    return {"low": low, "high": high, "fs": fs, "n": n, "taps": len(h), "middle": h[len(h) // 2], **kept(y)}


def harmonics(f, q, fs, n):
    x, width = noise(n), f / q
    for k in range(1, int((fs / 2 - width) / f) + 1):
        x = signal.filtfilt(*signal.iirnotch(k * f, k * q, fs=fs), x)
    return {"notch": f, "quality": q, "fs": fs, "n": n, **kept(x)}


def resample(fs, target, n):
    up, down = round(target * 100), round(fs * 100)
    g = math.gcd(up, down)
    return {"from": fs, "to": target, "n": n, **kept(signal.resample_poly(noise(n), up // g, down // g))}


def statistics(n):
    x = np.round(noise(n) * 100)
    lower, middle, upper = np.percentile(x, [25, 50, 75])
    return {"n": n, "mean": x.mean(), "sd": x.std(), "median": middle, "iqr": upper - lower}


print(json.dumps({
    "fir": [fir(0.5, 38, 160, 1500), fir(0.1, 75, 250, 400), fir(1, 40, 256, 700), fir(0, 30, 100, 300),
            fir(1, 0, 200, 900), fir(8, 13, 173.61, 500), fir(0.3, 49, 100, 1200), fir(4, 30, 512, 6000)],
    "harmonics": [harmonics(50, 30, 512, 300), harmonics(60, 30, 160, 300), harmonics(60, 20, 1000, 300),
                  harmonics(50, 30, 200, 300)],
    "resample": [resample(173.61, 256, 203), resample(256, 173.61, 203), resample(399.61, 256, 300)],
    "statistics": [statistics(1), statistics(4), statistics(1001), statistics(32768)],
}, separators=(",", ":")))
