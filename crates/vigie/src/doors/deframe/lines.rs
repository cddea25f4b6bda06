//! Lines of text in a stream of bytes.

/// Cuts a stream at its line ends. Holds at most one line.
#[derive(Debug)]
pub(super) struct LineStream {
    held: Vec<u8>,
    longest: usize,
    /// In a line that is too long already: it is passed over up to its end.
    is_too_long: bool,
    garbage: u64,
}

impl LineStream {
    /// For lines of so many bytes at most.
    pub(super) fn new(longest: usize) -> LineStream {
        LineStream {
            held: Vec::new(),
            longest,
            is_too_long: false,
            garbage: 0,
        }
    }

    /// Bytes of lines that `each` did not take, and of too long ones.
    pub(super) fn garbage(&self) -> u64 {
        self.garbage
    }

    /// Hands every line that ends in `chunk` to `each`, without its end; whether any was taken. Empty lines are signs
    /// of life and not handed on.
    pub(super) fn push(&mut self, chunk: &[u8], mut each: impl FnMut(&[u8]) -> bool) -> bool {
        let mut found = false;
        for piece in chunk.split_inclusive(|&byte| byte == b'\n') {
            let is_whole = piece.ends_with(b"\n");
            if self.held.is_empty() && is_whole && !self.is_too_long {
                // the usual case: nothing to be put together
                found |= self.line(piece, &mut each);
                continue;
            }
            self.hold(piece);
            if is_whole {
                found |= self.finish(&mut each);
            }
        }
        found
    }

    /// Hands on what is held as if its end had come.
    pub(super) fn finish(&mut self, mut each: impl FnMut(&[u8]) -> bool) -> bool {
        self.is_too_long = false;
        let mut held = std::mem::take(&mut self.held);
        let found = self.line(&held, &mut each);
        held.clear();
        self.held = held;
        found
    }

    fn hold(&mut self, piece: &[u8]) {
        // one more for each byte of the line end
        let fits = self.held.len().saturating_add(piece.len()) <= self.longest.saturating_add(2);
        if self.is_too_long || !fits {
            let bytes = self.held.len().saturating_add(piece.len()) as u64;
            self.garbage = self.garbage.saturating_add(bytes);
            self.held.clear();
            self.is_too_long = true;
        } else {
            self.held.extend_from_slice(piece);
        }
    }

    fn line(&mut self, line: &[u8], each: &mut impl FnMut(&[u8]) -> bool) -> bool {
        let text = line.trim_ascii();
        if text.is_empty() {
            return false;
        }
        let taken = text.len() <= self.longest && each(text);
        if !taken {
            self.garbage = self.garbage.saturating_add(line.len() as u64);
        }
        taken
    }
}
