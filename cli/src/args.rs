//! The command line. The doc comments here are the English `--help`; the Chinese stands in `locales/zh-CN/help.ftl`.

use crate::commands::{
    audit, blind, cert, chain, custodian, doctor, inspect, minutes, notice, open, opening, request, seal,
    signed, tenderbox, timestamp, token, trust, verify,
};
use crate::rehearse;
use clap::{Args, Parser, Subcommand};
use sealbid::wire::Time;
use std::path::PathBuf;

/// Sealed bids for public tendering: sealed to independent custodians, opened without the bidder
#[derive(Debug, Parser)]
#[command(name = "sealbid", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub options: Options,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Debug)]
pub struct Options {
    /// Language of all messages; the system's if left out
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "en|zh-CN",
        hide_possible_values = true,
        display_order = 900
    )]
    pub lang: Option<crate::words::Language>,
    /// Print one JSON document instead of words; errors too, on standard error
    #[arg(long, global = true, display_order = 901)]
    pub json: bool,
    /// Print nothing but errors
    #[arg(long, global = true, conflicts_with = "json", display_order = 902)]
    pub quiet: bool,
    /// Take this time for now (RFC 3339 with offset)
    #[arg(long, global = true, value_name = "TIME", value_parser = Time::parse, display_order = 903)]
    pub at: Option<Time>,
}

/// What the command can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try everything out: a whole tender with five bidders, in a few seconds
    Rehearse(rehearse::Arguments),
    /// Write, sign, accept, show and check the notice of a tender
    #[command(subcommand)]
    Notice(notice::Command),
    /// Make a custodian's key; cosign heads and release stages with it
    #[command(subcommand)]
    Custodian(custodian::Command),
    /// Make the list of organisations that you trust as custodians
    #[command(subcommand)]
    Trust(trust::Command),
    /// List the tokens to sign with
    #[command(subcommand)]
    Token(token::Command),
    /// Seal a bid
    Seal(seal::Arguments),
    /// Show what a sealed bid says in the open
    Inspect(inspect::Arguments),
    /// Check a sealed bid under its notice, without opening it
    Verify(verify::Arguments),
    /// Open one stage of a sealed bid with its holders' releases
    Open(open::Arguments),
    /// Ask the tender box to replace or withdraw a bid, or announce one
    #[command(subcommand)]
    Request(request::Command),
    /// Run the tender box: receive bids, close it, have its record cosigned
    #[command(name = "box", subcommand)]
    Box(tenderbox::Command),
    /// Ask for timestamps, check them, run a timestamp authority of one's own
    #[command(subcommand)]
    Timestamp(timestamp::Command),
    /// Show, check and sign what goes beside the bids: receipts, requests, decisions
    #[command(subcommand)]
    Signed(signed::Command),
    /// Look for what could stop an opening: times, certificates, clocks, custodians, the disk, the stored bids
    Doctor(Box<doctor::Arguments>),
    /// Open a stage of a closed tender box: from its head to the minutes
    #[command(subcommand)]
    Opening(opening::Command),
    /// Review technical bids blind: copies without names, codes, scores, and the names at the end
    #[command(subcommand)]
    Blind(blind::Command),
    /// Write the minutes of a stage, and a page of them to print and sign
    Minutes(minutes::Arguments),
    /// Check a record, offline: whether every bid was received, kept and opened as it must be
    Audit(audit::Arguments),
    /// Show certificates, check that they are fit to sign bids, list when they end
    #[command(subcommand)]
    Cert(cert::Command),
    /// Check a certificate's chain at a time
    Chain(chain::Arguments),
    /// Show the help of a command
    Help {
        /// The command, such as notice new
        command: Vec<String>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command
    Man {
        /// Write the pages into this folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// Reads `NAME=VALUE`.
pub fn pair(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("NAME=VALUE".to_owned()),
    }
}
