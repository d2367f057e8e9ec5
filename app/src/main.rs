//! The program that the page loads; everything is in the library.

fn main() {
    forecourt_app::start();
}
