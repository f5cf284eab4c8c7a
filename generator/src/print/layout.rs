//! Where lines are broken: the algorithm of Oppen as prettyplease (and rustc before it) runs it, over a whole item at once.

/// Columns that a line may have.
const MARGIN: isize = 89;
/// Columns that are there however deep a line is indented.
const LEAST: isize = 60;
/// The width of what never fits.
const INFINITE: isize = 0xffff;
/// Columns of one level of indentation.
pub(super) const INDENT: isize = 4;

/// A place where a line may be broken.
#[derive(Clone, Copy, Default)]
pub(super) struct Break {
    /// Added to the indentation of the next line.
    pub(super) offset: isize,
    /// Blanks, if the line is not broken here.
    pub(super) blanks: usize,
    /// What ends a line that is broken here.
    pub(super) before: Option<char>,
    /// What begins the next line.
    pub(super) after: &'static str,
    /// What stands here if the line is not broken.
    pub(super) instead: Option<char>,
    /// It is dropped at the end of a block.
    pub(super) if_nonempty: bool,
    /// The line is never broken here.
    pub(super) never: bool,
}

#[derive(Clone, Copy)]
enum Step {
    /// A piece of [`Layout::text`].
    Text(u32, u32),
    Break(Break),
    /// A block: its indentation, and whether all of its breaks are taken when one is.
    Begin(isize, bool),
    End,
}

#[derive(Clone, Copy)]
enum Frame {
    Fits,
    Broken(isize, bool),
}

/// Steps that are laid out together.
#[derive(Default)]
pub(super) struct Layout {
    text: String,
    steps: Vec<(Step, isize)>,
    /// Steps whose size is not known yet.
    open: Vec<usize>,
    total: isize,
}

impl Layout {
    /// Forgets all steps.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.steps.clear();
        self.open.clear();
        self.total = 0;
    }

    /// Puts a text that is not broken.
    pub(super) fn word(&mut self, word: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(word);
        let step = Step::Text(start, self.text.len() as u32);
        self.steps.push((step, word.len() as isize));
        self.total += word.len() as isize;
    }

    /// Begins a block whose breaks are taken as they are needed.
    pub(super) fn ibox(&mut self, offset: isize) {
        self.begin(offset, false);
    }

    /// Begins a block whose breaks are all taken or none.
    pub(super) fn cbox(&mut self, offset: isize) {
        self.begin(offset, true);
    }

    fn begin(&mut self, offset: isize, is_consistent: bool) {
        self.open.push(self.steps.len());
        let step = Step::Begin(offset, is_consistent);
        self.steps.push((step, -self.total));
    }

    /// Ends the innermost block.
    pub(super) fn end(&mut self) {
        if let Some((Step::Break(last), _)) = self.steps.last().copied() {
            let is_alone = self.steps.len() >= 2
                && matches!(self.steps[self.steps.len() - 2].0, Step::Begin(..));
            if is_alone {
                self.steps.truncate(self.steps.len() - 2);
                self.open.truncate(self.open.len().saturating_sub(2));
                self.total -= last.blanks as isize;
                return;
            }
            if last.if_nonempty {
                self.steps.pop();
                self.open.pop();
                self.total -= last.blanks as isize;
            }
        }
        self.open.push(self.steps.len());
        self.steps.push((Step::End, -1));
    }

    /// Ends the innermost block, which is broken if it is wider.
    pub(super) fn end_within(&mut self, width: isize) {
        let mut depth = 1;
        for index in self.open.iter().rev() {
            let (step, size) = self.steps[*index];
            match step {
                Step::Begin(..) => {
                    depth -= 1;
                    if depth == 0 {
                        if size + self.total > width {
                            let at = self.text.len() as u32;
                            self.steps.push((Step::Text(at, at), INFINITE));
                            self.total += INFINITE;
                        }
                        break;
                    }
                }
                Step::End => depth += 1,
                Step::Break(_) | Step::Text(..) => {}
            }
        }
        self.end();
    }

    /// Puts a place where the line may be broken.
    pub(super) fn put(&mut self, step: Break) {
        self.settle();
        self.open.push(self.steps.len());
        self.steps.push((Step::Break(step), -self.total));
        self.total += step.blanks as isize;
    }

    fn blanks(&mut self, blanks: usize) {
        self.put(Break {
            blanks,
            ..Break::default()
        });
    }

    /// Nothing, or a new line.
    pub(super) fn zerobreak(&mut self) {
        self.blanks(0);
    }

    /// A blank, or a new line.
    pub(super) fn space(&mut self) {
        self.blanks(1);
    }

    /// A new line.
    pub(super) fn hardbreak(&mut self) {
        self.blanks(INFINITE as usize);
    }

    /// A new line, but for an empty block.
    pub(super) fn hardbreak_if_nonempty(&mut self) {
        self.put(Break {
            blanks: INFINITE as usize,
            if_nonempty: true,
            ..Break::default()
        });
    }

    /// A blank or a new line, but for an empty block.
    pub(super) fn space_if_nonempty(&mut self) {
        self.put(Break {
            blanks: 1,
            if_nonempty: true,
            ..Break::default()
        });
    }

    /// Ends the piece that counts for the break before.
    pub(super) fn neverbreak(&mut self) {
        self.put(Break {
            never: true,
            ..Break::default()
        });
    }

    /// A comma between elements; after the last one only where the line is broken.
    pub(super) fn trailing_comma(&mut self, is_last: bool) {
        self.comma(is_last, 0);
    }

    /// As [`Layout::trailing_comma`], with a blank after the last one.
    pub(super) fn trailing_comma_or_space(&mut self, is_last: bool) {
        self.comma(is_last, 1);
    }

    fn comma(&mut self, is_last: bool, blanks: usize) {
        if is_last {
            self.put(Break {
                blanks,
                before: Some(','),
                ..Break::default()
            });
        } else {
            self.word(",");
            self.space();
        }
    }

    /// Moves the indentation of the break that was put last.
    pub(super) fn offset(&mut self, offset: isize) {
        if let Some((Step::Break(last), _)) = self.steps.last_mut() {
            last.offset += offset;
        }
    }

    /// Whether the last text ends with a point.
    pub(super) fn ends_with_point(&self) -> bool {
        self.text.ends_with('.')
    }

    /// Finds the sizes of what ended: of blocks, and of pieces between breaks.
    fn settle(&mut self) {
        let mut depth = 0;
        while let Some(index) = self.open.last() {
            let (step, size) = &mut self.steps[*index];
            match step {
                Step::Begin(..) => {
                    if depth == 0 {
                        break;
                    }
                    *size += self.total;
                    depth -= 1;
                }
                Step::End => {
                    *size = 1;
                    depth += 1;
                }
                Step::Break(_) => {
                    *size += self.total;
                    if depth == 0 {
                        self.open.pop();
                        break;
                    }
                }
                Step::Text(..) => {}
            }
            self.open.pop();
        }
    }

    /// Writes everything.
    pub(super) fn print(&mut self, out: &mut String) {
        self.settle();
        let mut frames: Vec<Frame> = Vec::new();
        let (mut space, mut indent, mut pending) = (MARGIN, 0isize, 0usize);
        let blank = |out: &mut String, pending: &mut usize| {
            out.extend(std::iter::repeat_n(' ', std::mem::take(pending)));
        };
        for (step, size) in &self.steps {
            match step {
                Step::Text(start, end) => {
                    blank(out, &mut pending);
                    out.push_str(&self.text[*start as usize..*end as usize]);
                    space -= (end - start) as isize;
                }
                Step::Begin(offset, is_consistent) => {
                    if *size > space {
                        frames.push(Frame::Broken(indent, *is_consistent));
                        indent += offset;
                    } else {
                        frames.push(Frame::Fits);
                    }
                }
                Step::End => {
                    if let Some(Frame::Broken(before, _)) = frames.pop() {
                        indent = before;
                    }
                }
                Step::Break(step) => {
                    let fits = step.never
                        || match frames.last() {
                            Some(Frame::Fits) => true,
                            Some(Frame::Broken(_, true)) => false,
                            Some(Frame::Broken(_, false)) | None => *size <= space,
                        };
                    if fits {
                        pending += step.blanks;
                        space -= step.blanks as isize;
                        if let Some(instead) = step.instead {
                            out.push(instead);
                            space -= 1;
                        }
                    } else {
                        if let Some(before) = step.before {
                            blank(out, &mut pending);
                            out.push(before);
                        }
                        out.push('\n');
                        let indent = indent + step.offset;
                        pending = indent.max(0) as usize;
                        space = (MARGIN - indent).max(LEAST);
                        if !step.after.is_empty() {
                            blank(out, &mut pending);
                            out.push_str(step.after);
                            space -= step.after.len() as isize;
                        }
                    }
                }
            }
        }
    }
}
