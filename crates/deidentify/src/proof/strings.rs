//! Every string of a rendered file, unescaped.

use serde_json::Value;

/// Calls `each` with the place and content of every string of a file: JSON keys and values, CSV cells, lines.
pub(super) fn of(name: &str, text: &str, each: &mut dyn FnMut(&str, &str)) {
    if name.ends_with(".json")
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        json(&value, &mut String::new(), each);
        return;
    }
    if name.ends_with(".csv") {
        cells(text, |line, cell| each(&format!("line {line}"), cell));
    }
    for (index, line) in text.lines().enumerate() {
        each(&format!("line {}", index + 1), line);
    }
}

fn json(value: &Value, path: &mut String, each: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(string) => each(path, string),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| {
            let len = path.len();
            path.push_str(&format!("/{index}"));
            json(value, path, each);
            path.truncate(len);
        }),
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            let len = path.len();
            path.push('/');
            path.push_str(key);
            each(path, key);
            json(value, path, each);
            path.truncate(len);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Calls `each` with line and content of every cell of a CSV (RFC 4180).
pub(super) fn cells(text: &str, mut each: impl FnMut(usize, &str)) {
    let mut cell = String::new();
    let (mut quoted, mut line) = (false, 1);
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\n' | '\r' if !quoted => {
                each(line, &cell);
                cell.clear();
            }
            _ => cell.push(ch),
        }
        if ch == '\n' {
            line += 1;
        }
    }
    each(line, &cell);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let mut seen = Vec::new();
        of("a.json", r#"{"k\u0065y":["a\"b",{"x":"\u9752"}]}"#, &mut |_, s| seen.push(s.to_owned()));
        assert_eq!(seen, ["key", "a\"b", "x", "青"]);
        let mut seen = Vec::new();
        cells("a,\"b,\"\"c\"\"\"\nd", |line, cell| seen.push((line, cell.to_owned())));
        assert_eq!(seen, [(1, "a".into()), (1, "b,\"c\"".into()), (2, "d".into())]);
    }
}
