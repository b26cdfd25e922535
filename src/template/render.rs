//! From a template and values to text.

use std::io::{self, Write};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tera::Context;

use super::{TemplateError, Templates, own};

/// How long one of a preset's templates may take.
const LONGEST: Duration = Duration::from_secs(2);
/// How much one template may write, in bytes.
const LARGEST: usize = 1024 * 1024;

/// What a template sees, by name. No text in it holds a control character, so no
/// value can end a line and begin another, and none that is not shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(serde_json::Map<String, Value>);

impl Values {
    /// The fields of a step or a plan.
    pub fn of(name: &str, fields: &impl Serialize) -> Result<Self, TemplateError> {
        match serde_json::to_value(fields) {
            Ok(Value::Object(fields)) => Self::default().and(name, fields),
            Ok(_) => Ok(Self::default()),
            Err(error) => Err(TemplateError::new(name, None, error.to_string())),
        }
    }

    /// These and more.
    pub fn and(mut self, name: &str, more: impl IntoIterator<Item = (String, Value)>) -> Result<Self, TemplateError> {
        for (key, value) in more {
            // The types at the door let no line break in; this is the second lock on the same door.
            if let Some(text) = more_than_a_line(&value) {
                let problem = format!("a value holds a control character: `{}`", text.escape_debug());
                return Err(TemplateError::new(name, None, problem));
            }
            self.0.insert(key, value);
        }
        Ok(self)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn context(&self) -> Context {
        let mut context = Context::new();
        for (key, value) in &self.0 {
            context.insert(key.clone(), value);
        }
        context
    }
}

impl IntoIterator for Values {
    type Item = (String, Value);
    type IntoIter = serde_json::map::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

fn more_than_a_line(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.contains(crate::model::is_hidden).then_some(text),
        Value::Array(values) => values.iter().find_map(more_than_a_line),
        Value::Object(fields) => fields.values().find_map(more_than_a_line),
        _ => None,
    }
}

impl Templates {
    /// The whole template.
    pub fn render(&self, name: &str, values: &Values) -> Result<String, TemplateError> {
        self.run(name, None, values)
    }

    /// One of its blocks.
    pub fn render_block(&self, name: &str, block: &str, values: &Values) -> Result<String, TemplateError> {
        self.run(name, Some(block), values)
    }

    fn run(&self, name: &str, block: Option<&str>, values: &Values) -> Result<String, TemplateError> {
        let context = values.context();
        let Some(engine) = &self.mixed else {
            return write(&own::with(&[name]), name, block, &context);
        };
        // The thread of a template that does not end is left behind: the run ends with an error, and the thread with it.
        let (engine, template, part) = (Arc::clone(engine), name.to_owned(), block.map(str::to_owned));
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(write(&engine, &template, part.as_deref(), &context)));
        match receiver.recv_timeout(LONGEST) {
            Ok(written) => written,
            Err(_) => {
                let problem = format!("it did not end within {} seconds", LONGEST.as_secs());
                Err(TemplateError::new(name, None, problem))
            }
        }
    }
}

fn write(engine: &tera::Tera, name: &str, block: Option<&str>, context: &Context) -> Result<String, TemplateError> {
    let mut page = Page::default();
    let written = match block {
        Some(block) => engine.render_block_to(name, block, context, &mut page),
        None => engine.render_to(name, context, &mut page),
    };
    if page.is_full {
        return Err(TemplateError::new(name, None, format!("it writes more than {LARGEST} bytes")));
    }
    written.map_err(|error| TemplateError::of_engine(name, &error))?;
    String::from_utf8(page.text).map_err(|error| TemplateError::new(name, None, error.to_string()))
}

/// Takes so much and no more.
#[derive(Default)]
struct Page {
    text: Vec<u8>,
    is_full: bool,
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.text.len() + bytes.len() > LARGEST {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
