from scratch
copy one /one
copy two /two
