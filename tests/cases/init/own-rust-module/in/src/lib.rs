use pyo3::prelude::*;

#[pymodule]
fn _wave(_module: &Bound<PyModule>) -> PyResult<()> {
    Ok(())
}
