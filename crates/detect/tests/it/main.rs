//! Detection on real values and hostile texts.

mod data;
mod hostile;
mod labelled;
mod layers;
mod lists;
mod matrix;
mod noise;
