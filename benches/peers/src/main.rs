//! Prints a Markdown table of sealbid's speed beside its peers'. See `../README.md`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod bulk;
#[path = "../../../tests/common/mod.rs"]
mod common;
mod small;
mod timing;

use timing::Seen;

const USAGE: &str = "usage: peers [--size BYTES] [--runs N] [--date TEXT] [--only bulk|small] [--smoke]";

struct Options {
    size: usize,
    runs: usize,
    date: String,
    only: Option<String>,
    /// Repetitions within one measurement of a small bid.
    times: u32,
}

fn options() -> Result<Options, String> {
    let date = std::env::var("BENCH_DATE").unwrap_or_else(|_| "not given".into());
    let mut options = Options { size: 1 << 30, runs: 7, date, only: None, times: 20 };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
        let number = |text: String| text.parse::<usize>().map_err(|e| format!("{text}: {e}"));
        match argument.as_str() {
            "--size" => options.size = number(value()?)?.max(1),
            "--runs" => options.runs = number(value()?)?.max(1),
            "--date" => options.date = value()?,
            "--only" => options.only = Some(value()?),
            "--smoke" => (options.size, options.runs, options.times) = (1 << 20, 1, 1),
            _ => return Err(format!("{argument}: unknown")),
        }
    }
    Ok(options)
}

fn main() -> std::process::ExitCode {
    match options() {
        Ok(options) => {
            report(&options);
            std::process::ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            std::process::ExitCode::from(2)
        }
    }
}

fn report(options: &Options) {
    let lanes = if cfg!(feature = "lanes") { "in lanes (tape-sha256 0.2)" } else { "one by one (sha2 0.11)" };
    println!("Machine: {}. Load before: {}.", timing::machine(), timing::load());
    println!("Date: {}. Runs: {}, interleaved, medians (least to most).", options.date, options.runs);
    println!("sealbid's segments hashed {lanes}; age 0.12, tlock_age 0.0.10, ring 0.17.\n");
    let wanted = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    if wanted("bulk") {
        bulk_table(options);
    }
    if wanted("small") {
        small_table(options);
    }
    println!("Load after: {}.", timing::load());
}

fn bulk_table(options: &Options) {
    println!("| {} MiB | GB/s | times age | of bare | GB per CPU second | of bare |", options.size >> 20);
    println!("|---|---|---|---|---|---|");
    for bulk in bulk::run(options.size, options.runs) {
        let peer = |name: &str| bulk.seen.iter().find(|seen| seen.name == name).map(|seen| seen.median);
        let (Some(age), Some(bare)) = (peer("age"), peer("bare")) else { continue };
        for Seen { name, least, median, most } in &bulk.seen {
            let rate = |seconds: f64| options.size as f64 / seconds / 1e9;
            println!(
                "| {}: {name} | {:.2} ({:.2} to {:.2}) | {:.2} | {:.2} | {:.2} | {:.2} |",
                bulk.work,
                rate(median.wall),
                rate(most.wall),
                rate(least.wall),
                age.wall / median.wall,
                bare.wall / median.wall,
                rate(median.cpu),
                bare.cpu / median.cpu,
            );
        }
    }
    println!();
}

fn small_table(options: &Options) {
    println!("| a small bid, 3 of 5 custodians | ms of CPU time | of tlock_age |");
    println!("|---|---|---|");
    let seen = small::run(options.runs, options.times);
    let peer = seen[0].median.cpu;
    for Seen { name, least, median, most } in seen {
        let ms = |seconds: f64| seconds * 1e3;
        println!(
            "| {name} | {:.2} ({:.2} to {:.2}) | {:.2} |",
            ms(median.cpu),
            ms(least.cpu),
            ms(most.cpu),
            median.cpu / peer
        );
    }
    println!();
}
