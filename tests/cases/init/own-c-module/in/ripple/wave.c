#include <Python.h>

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_wave", NULL, -1, NULL};

PyMODINIT_FUNC PyInit__wave(void) { return PyModule_Create(&module); }
