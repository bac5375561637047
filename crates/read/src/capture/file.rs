//! The two file formats of captures (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng).

/// Longest frame that is believed.
const LONGEST: usize = 1 << 20;
/// Most interfaces of a section.
const INTERFACES: usize = 1024;
/// Most comments kept.
const COMMENTS: usize = 256;

/// One frame of a capture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// Number from 1, as viewers count.
    pub(super) number: u32,
    /// Nanoseconds since 1970.
    pub(super) time: i64,
    /// Link type (LINKTYPE_…).
    pub(super) link: u16,
    /// Captured bytes.
    pub(super) data: &'a [u8],
}

/// How a capture ended.
#[derive(Debug, Default)]
pub(super) struct End {
    pub(super) frames: u32,
    /// The rest does not follow the format.
    pub(super) broken: bool,
    /// Comments on frames, interfaces and the whole; names of interfaces.
    pub(super) comments: Vec<String>,
}

/// Hands every frame to `take`.
pub(super) fn packets<'a>(bytes: &'a [u8], mut take: impl FnMut(Frame<'a>)) -> End {
    if bytes.starts_with(b"\x0A\x0D\x0D\x0A") { blocks(bytes, &mut take) } else { classic(bytes, &mut take) }
}

#[derive(Clone, Copy)]
struct Order {
    big: bool,
}

impl Order {
    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let raw = *bytes.get(at..)?.first_chunk()?;
        Some(if self.big { u16::from_be_bytes(raw) } else { u16::from_le_bytes(raw) })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let raw = *bytes.get(at..)?.first_chunk()?;
        Some(if self.big { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
    }

    fn size(self, bytes: &[u8], at: usize) -> Option<usize> {
        usize::try_from(self.u32(bytes, at)?).ok()
    }
}

fn classic<'a>(bytes: &'a [u8], take: &mut dyn FnMut(Frame<'a>)) -> End {
    let mut end = End::default();
    let magic = bytes.get(..4).unwrap_or_default();
    let big = matches!(magic, b"\xA1\xB2\xC3\xD4" | b"\xA1\xB2\x3C\x4D");
    let nanos = matches!(magic, b"\xA1\xB2\x3C\x4D" | b"\x4D\x3C\xB2\xA1");
    let order = Order { big };
    let Some(link) = order.u32(bytes, 20) else {
        end.broken = true;
        return end;
    };
    // The upper bits hold the length of a frame check sequence.
    let link = u16::try_from(link & 0xffff).unwrap_or(0);
    let mut at = 24;
    while at < bytes.len() {
        let head = (order.u32(bytes, at), order.u32(bytes, at + 4), order.size(bytes, at + 8));
        let (Some(seconds), Some(fraction), Some(size)) = head else {
            end.broken = true;
            break;
        };
        let stop = size.saturating_add(at + 16).min(bytes.len());
        let data = bytes.get(at + 16..stop).unwrap_or_default();
        if size > LONGEST || data.len() < size {
            end.broken = true;
            if size > LONGEST {
                break;
            }
        }
        end.frames = end.frames.saturating_add(1);
        let time = i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * if nanos { 1 } else { 1000 };
        take(Frame { number: end.frames, time, link, data });
        at += 16 + size;
    }
    end
}

/// What an interface block tells of its frames.
#[derive(Clone, Copy)]
struct Interface {
    link: u16,
    /// Units of a stamp in one second.
    units: i128,
    /// Seconds to add.
    offset: i64,
}

fn blocks<'a>(bytes: &'a [u8], take: &mut dyn FnMut(Frame<'a>)) -> End {
    let mut end = End::default();
    let mut order = Order { big: false };
    let mut interfaces: Vec<Interface> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes.get(at..at + 4) == Some(b"\x0A\x0D\x0D\x0A") {
            order.big = bytes.get(at + 8..at + 12) == Some(b"\x1A\x2B\x3C\x4D");
            interfaces.clear();
        }
        let head = (order.u32(bytes, at), order.size(bytes, at + 4));
        let (Some(kind), Some(size)) = head else {
            end.broken = true;
            break;
        };
        let block = (size >= 12 && size % 4 == 0).then(|| bytes.get(at..at.saturating_add(size))).flatten();
        let Some(block) = block else {
            end.broken = true;
            break;
        };
        let body = block.get(8..size - 4).unwrap_or_default();
        match kind {
            0x0A0D_0D0A => options(body.get(16..).unwrap_or_default(), order, &[1, 2, 3, 4], &mut end),
            1 => {
                if interfaces.len() < INTERFACES {
                    interfaces.push(interface(body, order));
                }
                options(body.get(8..).unwrap_or_default(), order, &[1, 2, 3], &mut end);
            }
            2 | 6 => {
                let index = if kind == 6 { order.size(body, 0) } else { order.u16(body, 0).map(usize::from) };
                enhanced(body, order, index.and_then(|index| interfaces.get(index)), &mut end, take);
            }
            3 => {
                if let Some(interface) = interfaces.first() {
                    end.frames = end.frames.saturating_add(1);
                    let size = order.size(body, 0).unwrap_or(0);
                    let data = body.get(4..).unwrap_or_default();
                    let data = data.get(..size).unwrap_or(data);
                    take(Frame { number: end.frames, time: 0, link: interface.link, data });
                }
            }
            4 => options(&[], order, &[], &mut end),
            _ => {}
        }
        at += size;
    }
    end
}

fn interface(body: &[u8], order: Order) -> Interface {
    let mut out = Interface { link: order.u16(body, 0).unwrap_or(0), units: 1_000_000, offset: 0 };
    each_option(body.get(8..).unwrap_or_default(), order, |code, value| match (code, value) {
        (9, [resolution, ..]) => {
            let power = u32::from(resolution & 0x7f).min(18);
            out.units = if resolution & 0x80 == 0 { 10_i128.pow(power) } else { 1 << power };
        }
        (14, _) => {
            let raw = value.first_chunk().copied().unwrap_or_default();
            out.offset = if order.big { i64::from_be_bytes(raw) } else { i64::from_le_bytes(raw) };
        }
        _ => {}
    });
    out
}

fn enhanced<'a>(
    body: &'a [u8],
    order: Order,
    interface: Option<&Interface>,
    end: &mut End,
    take: &mut dyn FnMut(Frame<'a>),
) {
    end.frames = end.frames.saturating_add(1);
    let head = (order.u32(body, 4), order.u32(body, 8), order.size(body, 12), interface);
    let (Some(high), Some(low), Some(size), Some(interface)) = head else {
        end.broken = true;
        return;
    };
    let Some(data) = size.checked_add(20).and_then(|stop| body.get(20..stop)) else {
        end.broken = true;
        return;
    };
    let stamp = i128::from(u64::from(high) << 32 | u64::from(low));
    let nanos = stamp * 1_000_000_000 / interface.units + i128::from(interface.offset) * 1_000_000_000;
    let time = i64::try_from(nanos).unwrap_or(0);
    take(Frame { number: end.frames, time, link: interface.link, data });
    options(body.get(20 + size.next_multiple_of(4)..).unwrap_or_default(), order, &[1], end);
}

/// Keeps the texts of those options whose code is listed.
fn options(bytes: &[u8], order: Order, codes: &[u16], end: &mut End) {
    each_option(bytes, order, |code, value| {
        if codes.contains(&code) && end.comments.len() < COMMENTS {
            let text = String::from_utf8_lossy(value.get(..4096).unwrap_or(value)).into_owned();
            if !end.comments.contains(&text) {
                end.comments.push(text);
            }
        }
    });
}

fn each_option<'a>(bytes: &'a [u8], order: Order, mut take: impl FnMut(u16, &'a [u8])) {
    let mut at = 0;
    while let (Some(code), Some(length)) = (order.u16(bytes, at), order.u16(bytes, at + 2)) {
        let length = usize::from(length);
        let Some(value) = bytes.get(at + 4..at + 4 + length).filter(|_| code != 0) else { return };
        take(code, value);
        at += 4 + length.next_multiple_of(4);
    }
}
