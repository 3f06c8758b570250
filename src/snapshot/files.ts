/** The files of one cluster in a run (DESIGN.md, "What is stored"). */
export const OBJECTS_FILE = 'objects.ndjson.gz'
export const REDACTIONS_FILE = 'redactions.ndjson.gz'
export const SNAPSHOT_FILE = 'snapshot.json'
