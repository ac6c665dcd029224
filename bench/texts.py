"""What reads texts, against scikit-learn and fastText: the same texts, one core, CPU time, in one run.

texts.py CORPUS WORK SPEED LAB

All three learn from two thirds of CORPUS (pairs stay together) and judge the last third: how many texts a second,
and how often a scam is ranked above a lawful text. SPEED and LAB are the examples of `cordon-sift`. The peers say
yes or no; ours says as well why, of what type, how far it has come, and hears a call turn by turn.
"""

import json
import pathlib
import re
import subprocess
import sys
import time
import zlib

import fasttext
import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

REPEATS = 20
SECONDS = 4.0


def said(record):
    """What the suspected side says, on one line."""
    turns = record.get("turns") or [["A", record["text"]]]
    return " ".join(text for who, text in turns if who == "A").replace("\n", " ")


def area(scores, labels):
    scores, labels = numpy.asarray(scores), numpy.asarray(labels)
    scams, others = scores[labels == 1], scores[labels == 0]
    above = (scams[:, None] > others[None, :]).mean()
    return above + (scams[:, None] == others[None, :]).mean() / 2


def rate(judge, texts):
    """Texts a second of CPU time, best of three."""
    best = 0.0
    for _ in range(3):
        done, begun = 0, time.process_time()
        while time.process_time() - begun < SECONDS / 3:
            judge(texts)
            done += len(texts)
        best = max(best, done / (time.process_time() - begun))
    return best


def scikit(train, labels):
    words = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
    line = LogisticRegression(C=10, max_iter=400).fit(words.fit_transform(train), labels)
    return lambda texts: line.predict_proba(words.transform(texts))[:, 1]


def fast(train, labels, work):
    path = work / "fasttext.txt"
    spaced = lambda text: " ".join(text) if re.search("[\u4e00-\u9fff]", text) else text
    path.write_text("".join(f"__label__{label} {spaced(text)}\n" for text, label in zip(train, labels)))
    model = fasttext.train_supervised(str(path), dim=32, wordNgrams=4, epoch=25, thread=1, seed=1, verbose=0)
    # The module's own `predict` breaks with NumPy 2; what it wraps does not.
    one = lambda text: dict((label, share) for share, label in model.f.predict(spaced(text) + "\n", 2, 0.0, "strict"))
    return lambda texts: [one(text).get("__label__1", 0.0) for text in texts]


def ours(train, test, work, speed, lab):
    learn, judge, many = (work / name for name in ("learn.jsonl", "judge.jsonl", "many.jsonl"))
    write = lambda path, records: path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records))
    write(learn, train)
    write(judge, test)
    write(many, test * REPEATS)
    model = work / "model.safetensors"
    subprocess.run([lab, learn, "model"], env={"OUT": str(model)}, check=True, stderr=subprocess.DEVNULL)
    told = subprocess.run([speed, model, many], check=True, capture_output=True, text=True).stdout
    table = subprocess.run([lab, judge, "judge"], env={"MODEL": str(model)}, check=True, capture_output=True, text=True)
    return float(re.search(r"(\d+) texts/s", told)[1]), float(re.search(r"AUC ([0-9.]+) \(", table.stdout)[1])


def main():
    corpus, work, speed, lab = sys.argv[1:]
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    files = sorted(pathlib.Path(corpus).glob("pairs/*.jsonl")) + sorted(pathlib.Path(corpus).glob("normal/*.jsonl"))
    records = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    kept = lambda one: zlib.crc32(one.get("pair", one["id"]).encode()) % 3 == 0
    train, test = [one for one in records if not kept(one)], [one for one in records if kept(one)]
    label = lambda one: int(one["label"] == "scam")
    texts, paired = [said(one) for one in test], [one for one in test if "pair" in one]
    chars = sum(len(text) for one in test for _, text in one.get("turns") or [["A", one["text"]]]) / len(test)
    print(f"{len(train)} texts learned from, {len(test)} judged, {chars:.0f} characters each")
    rates = {}
    rates["ours"], quality = ours(train, test, work, speed, lab)
    print(f"ours              {rates['ours']:>9.0f} texts/s   pairs AUC {quality:.3f}")
    learn = [said(one) for one in train], [label(one) for one in train]
    for name, judge in (("fastText", fast(*learn, work)), ("scikit-learn", scikit(*learn))):
        rates[name] = rate(judge, texts)
        quality = area(judge([said(one) for one in paired]), [label(one) for one in paired])
        ratio = rates["ours"] / rates[name]
        print(f"{name:<17} {rates[name]:>9.0f} texts/s   pairs AUC {quality:.3f}   ours is {ratio:.0f} times as fast")


main()
