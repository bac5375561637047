//! LZ77 with Huffman codes (MS-XCA 2.2), in which Windows keeps prefetch files.

/// Bytes of output for which one table of code lengths holds.
const BLOCK: usize = 65_536;
/// Symbols: bytes, and lengths with distances.
const SYMBOLS: usize = 512;
/// Longest code in bits.
const BITS: usize = 15;

/// Unpacks to at most `size` bytes; what was read before a broken code is kept, and whether all was there is told.
pub(super) fn unpack(input: &[u8], size: usize) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let mut at = 0;
    while out.len() < size {
        let Some(table) = input.get(at..at + SYMBOLS / 2).and_then(Table::new) else { return (out, false) };
        let mut bits = Bits::new(input, at + SYMBOLS / 2);
        let end = size.min(out.len() + BLOCK);
        while out.len() < end {
            if bits.at > input.len() + 4 {
                return (out, false);
            }
            let Some(symbol) = table.next(&mut bits) else { return (out, false) };
            match u8::try_from(symbol) {
                Ok(byte) => out.push(byte),
                Err(_) => {
                    if symbol == 256 && bits.at >= input.len() {
                        return (out, false);
                    }
                    if copy(symbol - 256, &mut bits, &mut out, size).is_none() {
                        return (out, false);
                    }
                }
            }
        }
        at = bits.at;
    }
    (out, true)
}

/// Repeats earlier output.
fn copy(symbol: u16, bits: &mut Bits<'_>, out: &mut Vec<u8>, size: usize) -> Option<()> {
    let mut length = usize::from(symbol & 15);
    let width = u32::from(symbol >> 4);
    if length == 15 {
        length += match bits.byte() {
            255 => match bits.word() {
                0 => usize::try_from(u32::from(bits.word()) | u32::from(bits.word()) << 16)
                    .ok()?
                    .checked_sub(15)?,
                word => usize::from(word).checked_sub(15)?,
            },
            byte => usize::from(byte),
        };
    }
    length += 3;
    let distance = (1_usize << width) + usize::try_from(bits.take(width)).ok()?;
    let from = out.len().checked_sub(distance)?;
    for index in from..from + length.min(size - out.len()) {
        let byte = *out.get(index)?;
        out.push(byte);
    }
    Some(())
}

/// Code lengths, as a look-up by the next fifteen bits.
struct Table {
    symbols: Vec<u16>,
    lengths: [u8; SYMBOLS],
}

impl Table {
    fn new(raw: &[u8]) -> Option<Self> {
        let mut lengths = [0; SYMBOLS];
        for (pair, byte) in lengths.chunks_exact_mut(2).zip(raw) {
            pair.copy_from_slice(&[byte & 15, byte >> 4]);
        }
        let mut symbols = Vec::with_capacity(1 << BITS);
        for length in 1..=BITS {
            for (symbol, _) in (0_u16..).zip(&lengths).filter(|(_, known)| usize::from(**known) == length) {
                symbols.resize(symbols.len() + (1 << (BITS - length)), symbol);
                if symbols.len() > 1 << BITS {
                    return None;
                }
            }
        }
        Some(Self { symbols, lengths })
    }

    fn next(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let symbol = *self.symbols.get(usize::try_from(bits.next >> 17).ok()?)?;
        bits.take(u32::from(*self.lengths.get(usize::from(symbol))?));
        Some(symbol)
    }
}

/// Bits from words of sixteen, the high ones first; beyond the end there are zeros.
struct Bits<'a> {
    input: &'a [u8],
    at: usize,
    next: u32,
    /// Bits of `next` beyond the sixteen that are always there.
    extra: i32,
}

impl<'a> Bits<'a> {
    fn new(input: &'a [u8], at: usize) -> Self {
        let mut out = Self { input, at, next: 0, extra: 16 };
        out.next = u32::from(out.word()) << 16;
        out.next |= u32::from(out.word());
        out
    }

    fn byte(&mut self) -> u8 {
        let byte = self.input.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    fn word(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// The next `count` bits, at most fifteen.
    fn take(&mut self, count: u32) -> u32 {
        if count == 0 {
            return 0;
        }
        let taken = self.next >> (32 - count);
        self.next <<= count;
        self.extra -= count.cast_signed();
        if self.extra < 0 {
            self.next |= u32::from(self.word()) << -self.extra;
            self.extra += 16;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second example of MS-XCA 3.2: `abc` a hundred times.
    #[test]
    fn repeats_are_undone() {
        let mut packed = vec![0; 256];
        packed[0x30] = 0x30;
        packed[0x31] = 0x23;
        packed[0x80] = 0x02;
        packed[0x8f] = 0x20;
        packed.extend_from_slice(&[0xa8, 0xdc, 0x00, 0x00, 0xff, 0x26, 0x01]);
        assert_eq!(unpack(&packed, 300), (b"abc".repeat(100), true));
        assert!(!unpack(&packed[..258], 300).1);
        // A table of more codes than there can be.
        assert_eq!(unpack(&[0x11; 300], 10), (Vec::new(), false));
    }
}
