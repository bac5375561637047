//! Content streams: which text is painted where.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::Font;
use super::layout::{Lines, Point, Run};
use super::lexer::{Lexer, Token};
use super::objects::{resolve, text_string, unpack};

/// Operators of one document.
const MOST_OPERATORS: u64 = 30_000_000;
/// Forms inside forms.
const MOST_DEPTH: u32 = 8;
/// Forms painted on one page.
const MOST_FORMS: u32 = 2_000;
/// Operands kept for one operator.
const MOST_OPERANDS: usize = 4_096;

/// What one page says.
#[derive(Default)]
pub(super) struct PageText {
    /// Painted text.
    pub(super) text: String,
    /// Replacement texts of marked content.
    pub(super) actual: String,
    /// Characters shown and characters whose font does not say what they are.
    pub(super) shown: u64,
    pub(super) unknown: u64,
}

/// Paints pages of one document.
pub(super) struct Painter<'d> {
    document: &'d Document,
    fonts: HashMap<ObjectId, Rc<Font>>,
    operators: u64,
    forms: u32,
    lines: Lines,
    page: PageText,
}

/// Matrix `[a b c d e f]`.
#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

impl Matrix {
    /// This one first, then `next`.
    fn then(self, next: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [ga, gb, gc, gd, ge, gf] = next.0;
        Self([
            a * ga + b * gc,
            a * gb + b * gd,
            c * ga + d * gc,
            c * gb + d * gd,
            e * ga + f * gc + ge,
            e * gb + f * gd + gf,
        ])
    }

    fn point(self, x: f32, y: f32) -> Point {
        let [a, b, c, d, e, f] = self.0;
        Point { x: x * a + y * c + e, y: x * b + y * d + f }
    }

    fn shifted(self, x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

/// Graphics state as far as text needs it.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    character_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
}

/// One content stream being painted.
struct Stream<'r> {
    resources: Vec<&'r Dictionary>,
    state: State,
    stack: Vec<State>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    depth: u32,
}

impl<'d> Painter<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            fonts: HashMap::new(),
            operators: 0,
            forms: 0,
            lines: Lines::default(),
            page: PageText::default(),
        }
    }

    /// Paints one page.
    pub(super) fn page(&mut self, id: ObjectId) -> PageText {
        self.forms = 0;
        self.lines = Lines::default();
        self.page = PageText::default();
        let resources = self.resources(id);
        let mut content = Vec::new();
        if let Some(Object::Dictionary(page)) = self.document.objects.get(&id)
            && let Ok(contents) = page.get(b"Contents")
        {
            self.gather(contents, &mut content);
        }
        let state = State {
            matrix: IDENTITY,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.stream(&content, resources, state, 0);
        let mut page = std::mem::take(&mut self.page);
        page.text = std::mem::take(&mut self.lines).finish();
        page
    }

    /// Appends the bytes of a content stream or of a list of them.
    fn gather(&self, contents: &Object, out: &mut Vec<u8>) {
        match resolve(self.document, contents) {
            Object::Stream(stream) => {
                out.extend(unpack(stream).unwrap_or_default());
                out.push(b'\n');
            }
            Object::Array(list) => {
                for part in list {
                    if let Object::Stream(stream) = resolve(self.document, part) {
                        out.extend(unpack(stream).unwrap_or_default());
                        out.push(b'\n');
                    }
                }
            }
            _ => {}
        }
    }

    /// Resources of a page and of the nodes above it, nearest first.
    fn resources(&self, page: ObjectId) -> Vec<&'d Dictionary> {
        let mut out = Vec::new();
        let mut node = self.document.objects.get(&page);
        for _ in 0..64 {
            let Some(Ok(dict)) = node.map(Object::as_dict) else { break };
            if let Ok(object) = dict.get(b"Resources")
                && let Ok(resources) = resolve(self.document, object).as_dict()
            {
                out.push(resources);
            }
            node = dict.get(b"Parent").ok().map(|parent| resolve(self.document, parent));
        }
        out
    }

    fn stream(&mut self, content: &[u8], resources: Vec<&'d Dictionary>, state: State, depth: u32) {
        let mut stream = Stream {
            resources,
            state,
            stack: Vec::new(),
            text_matrix: IDENTITY,
            line_matrix: IDENTITY,
            depth,
        };
        let mut operands: Vec<Token> = Vec::new();
        let mut lexer = Lexer::new(content);
        while let Some(token) = lexer.next() {
            let Token::Word(word) = token else {
                if operands.len() < MOST_OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            self.operators += 1;
            if self.operators > MOST_OPERATORS {
                return;
            }
            if word == b"ID" {
                lexer.skip_inline_image();
            } else {
                self.operator(&word, &operands, &mut stream);
            }
            operands.clear();
        }
    }

    fn operator(&mut self, word: &[u8], operands: &[Token], stream: &mut Stream<'d>) {
        let n = |index: usize| number(operands, index);
        match word {
            b"q" if stream.stack.len() < 256 => stream.stack.push(stream.state.clone()),
            b"Q" => stream.state = stream.stack.pop().unwrap_or_else(|| stream.state.clone()),
            b"cm" => stream.state.matrix = matrix(operands).then(stream.state.matrix),
            b"BT" => stream.set_line(IDENTITY),
            b"Tm" => stream.set_line(matrix(operands)),
            b"Td" => stream.set_line(stream.line_matrix.shifted(n(0), n(1))),
            b"TD" => {
                stream.state.leading = -n(1);
                stream.set_line(stream.line_matrix.shifted(n(0), n(1)));
            }
            b"T*" => stream.next_line(),
            b"Tc" => stream.state.character_space = n(0),
            b"Tw" => stream.state.word_space = n(0),
            b"Tz" => stream.state.scale = n(0) / 100.0,
            b"TL" => stream.state.leading = n(0),
            b"Ts" => stream.state.rise = n(0),
            b"Tf" => self.select_font(operands, stream),
            b"Tj" | b"TJ" => self.show(operands, stream),
            b"'" | b"\"" => {
                stream.next_line();
                self.show(operands, stream);
            }
            b"Do" => self.form(operands, stream),
            b"BDC" | b"DP" => self.marked(operands),
            _ => {}
        }
    }

    fn select_font(&mut self, operands: &[Token], stream: &mut Stream<'d>) {
        let [Token::Name(name), Token::Number(size), ..] = operands else { return };
        stream.state.size = *size;
        let Some(object) = self.resource(b"Font", name, stream) else { return };
        let document = self.document;
        let Ok(dict) = resolve(document, object).as_dict() else { return };
        stream.state.font = Some(match object {
            Object::Reference(id) => {
                Rc::clone(self.fonts.entry(*id).or_insert_with(|| Rc::new(Font::read(document, dict))))
            }
            _ => Rc::new(Font::read(document, dict)),
        });
    }

    fn resource(&self, kind: &[u8], name: &[u8], stream: &Stream<'d>) -> Option<&'d Object> {
        stream.resources.iter().find_map(|resources| {
            let group = resolve(self.document, resources.get(kind).ok()?).as_dict().ok()?;
            group.get(name).ok()
        })
    }

    fn show(&mut self, operands: &[Token], stream: &mut Stream<'d>) {
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.run(bytes, stream),
                Token::Number(adjust) if operands.len() > 1 => {
                    let shift = -adjust / 1000.0 * stream.state.size;
                    stream.advance(shift);
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, bytes: &[u8], stream: &mut Stream<'d>) {
        let Some(font) = stream.state.font.clone() else { return };
        let mut text = String::new();
        let start = stream.position();
        let mut rest = bytes;
        while !rest.is_empty() {
            let shown = font.show(rest, &mut text);
            rest = rest.get(shown.length..).unwrap_or_default();
            self.page.shown += 1;
            self.page.unknown += u64::from(!shown.known);
            let word = if shown.is_space { stream.state.word_space } else { 0.0 };
            let width = if font.vertical { 1000.0 } else { shown.width };
            stream.advance(width / 1000.0 * stream.state.size + stream.state.character_space + word);
        }
        let full = stream.text_matrix.then(stream.state.matrix);
        let [a, b, c, d, ..] = full.0;
        let across = if font.vertical { (-c, -d) } else { (a, b) };
        let length = across.0.hypot(across.1).max(f32::MIN_POSITIVE);
        self.lines.add(&Run {
            text: &text,
            start,
            end: stream.position(),
            along: Point { x: across.0 / length, y: across.1 / length },
            size: stream.state.size.abs() * c.hypot(d),
        });
    }

    fn form(&mut self, operands: &[Token], stream: &Stream<'d>) {
        let [Token::Name(name), ..] = operands else { return };
        let Some(object) = self.resource(b"XObject", name, stream) else { return };
        let Object::Stream(form) = resolve(self.document, object) else { return };
        let is_form = form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form");
        if !is_form || stream.depth >= MOST_DEPTH || self.forms >= MOST_FORMS {
            return;
        }
        self.forms += 1;
        let mut resources = stream.resources.clone();
        if let Ok(own) = form.dict.get(b"Resources")
            && let Ok(own) = resolve(self.document, own).as_dict()
        {
            resources.insert(0, own);
        }
        let mut state = stream.state.clone();
        if let Ok(list) = form.dict.get(b"Matrix").and_then(Object::as_array) {
            let numbers: Vec<Token> =
                list.iter().map(|o| Token::Number(o.as_float().unwrap_or(0.0))).collect();
            state.matrix = matrix(&numbers).then(state.matrix);
        }
        let content = unpack(form).unwrap_or_default();
        self.stream(&content, resources, state, stream.depth + 1);
    }

    /// Keeps the replacement text of marked content.
    fn marked(&mut self, operands: &[Token]) {
        let mut is_actual = false;
        for operand in operands {
            match operand {
                Token::Name(name) => is_actual = matches!(name.as_slice(), b"ActualText" | b"Alt" | b"E"),
                Token::Text(bytes) if is_actual => {
                    self.page.actual.push_str(&text_string(bytes));
                    self.page.actual.push('\n');
                }
                _ => {}
            }
        }
    }
}

impl Stream<'_> {
    const fn set_line(&mut self, matrix: Matrix) {
        self.line_matrix = matrix;
        self.text_matrix = matrix;
    }

    fn next_line(&mut self) {
        self.set_line(self.line_matrix.shifted(0.0, -self.state.leading));
    }

    /// Moves along the line by a length in text space.
    fn advance(&mut self, length: f32) {
        let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
        let (x, y) = if vertical { (0.0, -length) } else { (length * self.state.scale, 0.0) };
        self.text_matrix = self.text_matrix.shifted(x, y);
    }

    fn position(&self) -> Point {
        self.text_matrix.then(self.state.matrix).point(0.0, self.state.rise)
    }
}

fn number(operands: &[Token], index: usize) -> f32 {
    match operands.get(index) {
        Some(Token::Number(number)) => *number,
        _ => 0.0,
    }
}

fn matrix(operands: &[Token]) -> Matrix {
    Matrix([0, 1, 2, 3, 4, 5].map(|index| number(operands, index)))
}
