"""Archives to tables: documents to reports, labelled once each, on disk; whatever interrupts it.

    from zongjie import label_archive
    print(label_archive(["reports/", "2019.zip"], "out").counts)

What stands in the folder then is told by `schema` and read by `tables`. Knows no formats of files;
`zongjie.reading` does.
"""
