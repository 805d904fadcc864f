"""Reading and writing foreign files: spreadsheets and text tables, with mapping profiles as data."""
