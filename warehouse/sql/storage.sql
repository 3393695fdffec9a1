-- Bytes of the open file: all its blocks, and those of them that nothing uses.
SELECT block_size * total_blocks, block_size * free_blocks FROM pragma_database_size()
WHERE database_name = current_database();
