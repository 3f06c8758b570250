"""Prints what openpyxl reads of a workbook, as JSON: its sheets with their fields, kinds of fields, filter and frozen panes."""
import json
import sys

import openpyxl

sheets = [
    {
        "name": sheet.title,
        "rows": [["" if value is None else value for value in row] for row in sheet.values],
        "kinds": sorted({field.data_type for row in sheet.iter_rows() for field in row}),
        "filter": sheet.auto_filter.ref,
        "frozen": sheet.freeze_panes,
        "titles": sheet.print_title_rows,
    }
    for sheet in openpyxl.load_workbook(sys.argv[1])
]
json.dump(sheets, sys.stdout)
