"""The way back: sentences worth a person's minute, and what people corrected.

    choosing.py, likeness.py     which sentences of labelled archives to ask about
    queue.py, workbook.py        the queue as xlsx, csv or jsonl; columns.py: its columns
    label_studio.py              the queue as Label Studio's tasks, and its export read
    corrections.py, texts.py     corrections read back, and the texts they belong to

Knows nothing of training: `zongjie_train.corpora.corrected` learns from what is read here.
"""
