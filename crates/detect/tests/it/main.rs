//! Detection on real values and hostile texts.

mod data;
mod hostile;
mod labelled;
mod layers;
mod matrix;
mod noise;
