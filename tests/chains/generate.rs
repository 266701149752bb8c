//! Chains of random shape with one thing wrong, or nothing.

use crate::build::{Plan, context, name, oid, wrap};
use der::Tag;

/// When the chains are judged: 2026-01-01T00:00:00Z.
pub const AT: i64 = 1_767_225_600;
const YEAR: i64 = 31_557_600;

/// Keys that are shared out among the certificates.
pub const KEYS: usize = 12;

/// SplitMix64 (Steele, Lea, Flood 2014): the same chains every time.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// The kinds of flaws, and the list of them.
macro_rules! flaws {
    ($($(#[$comment:meta])* $name:ident,)*) => {
        /// What is wrong with a chain.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Flaw {
            $($(#[$comment])* $name,)*
        }

        pub const FLAWS: &[Flaw] = &[$(Flaw::$name,)*];
    };
}

flaws! {
    Nothing,
    Expired,
    NotYetValid,
    LastSecond,
    SecondAfter,
    FirstSecond,
    DamagedSignature,
    SignedByStranger,
    TwoAlgorithms,
    IssuerOfOtherName,
    /// The same name in another string type, or with other spaces or case.
    IssuerInOtherType,
    IssuerInOtherCase,
    OtherKeyIdentifier,
    NoAuthorityKey,
    NoSubjectKey,
    NoBasicConstraints,
    NotAnAuthority,
    BasicNotCritical,
    PathLengthTooShort,
    PathLengthJustEnough,
    NoKeyUsage,
    NoCertSign,
    LeafSignsCertificates,
    LeafIsAuthority,
    LeafDoesNotSign,
    LeafNonRepudiationOnly,
    UnknownCritical,
    UnknownNotCritical,
    CriticalPolicy,
    PlainPolicy,
    PolicyConstraints,
    SubjectMissing,
    SerialZero,
    SerialNegative,
    VersionOne,
    ExtensionTwice,
    MissingIntermediate,
    UntrustedRoot,
    WrongRootOfSameName,
    TwoRoots,
    Strangers,
    CrossCertificate,
    ExpiredTwin,
    Circle,
    PermittedName,
    NotPermittedName,
    ExcludedName,
    OtherExcludedName,
    ConstraintNotCritical,
    ConstraintWithMaximum,
    ConstraintOnLeaf,
    EmptyAlternativeNames,
    LeafWithPathLength,
}

/// A chain to be judged.
pub struct Chain {
    pub flaw: Flaw,
    /// Where in the path the flaw is: 0 is the leaf.
    pub position: usize,
    pub leaf: Plan,
    pub between: Vec<Plan>,
    pub roots: Vec<Plan>,
    /// The path that was made, from the leaf to its root.
    pub path: Vec<Plan>,
}

fn identifier(key: usize) -> Vec<u8> {
    vec![u8::try_from(key).unwrap(); 20]
}

fn plan(random: &mut Random, (issuer, signed_by): (&str, usize), (subject, key): (&str, usize)) -> Plan {
    let authority = !subject.starts_with("Leaf");
    Plan {
        version: 3,
        serial: vec![1 + u8::try_from(random.below(120)).unwrap(), u8::try_from(random.below(256)).unwrap()],
        issuer: name(Tag::Utf8String, issuer),
        subject: name(Tag::Utf8String, subject),
        from: AT - YEAR * i64::try_from(1 + random.below(9)).unwrap(),
        until: AT + YEAR * i64::try_from(1 + random.below(9)).unwrap(),
        key,
        signed_by,
        basic: authority.then_some((true, true, None)),
        usage: Some(if authority { 0b0000_0110 } else { 0b1100_0000 }),
        subject_key: Some(identifier(key)),
        authority_key: (issuer != subject).then(|| identifier(signed_by)),
        extensions: Vec::new(),
        damage_signature: false,
        two_algorithms: false,
    }
}

/// NameConstraints with one directory name: list 0 permits, 1 excludes.
fn constraint(list: u32, common_name: &str, maximum: bool) -> Vec<u8> {
    let mut subtree = vec![context(4, true, &name(Tag::Utf8String, common_name))];
    if maximum {
        subtree.push(context(1, false, &[9]));
    }
    wrap(Tag::Sequence, &[context(list, true, &wrap(Tag::Sequence, &subtree))])
}

fn policy() -> Vec<u8> {
    wrap(Tag::Sequence, &[wrap(Tag::Sequence, &[oid("1.2.156.112559.1.1")])])
}

impl Chain {
    /// A chain by its number.
    pub fn numbered(number: usize) -> Chain {
        Chain::with(FLAWS[number % FLAWS.len()], number)
    }

    /// A chain of this number's shape with this flaw.
    pub fn with(flaw: Flaw, number: usize) -> Chain {
        let mut random = Random(u64::try_from(number).unwrap());
        let length = 1 + random.below(4);
        // The root has number `length` and key 0; a certificate at position p has the key length − p.
        let called = |position: usize| match position {
            0 => "Leaf".to_owned(),
            p if p == length => "Root".to_owned(),
            p => format!("Authority {p}"),
        };
        let mut path: Vec<Plan> = (0..=length)
            .map(|position| {
                let up = (position + 1).min(length);
                let (issuer, subject) = (called(up), called(position));
                plan(&mut random, (&issuer, length - up), (&subject, length - position))
            })
            .collect();
        let position = random.below(length + 1);
        let mut extra = Vec::new();
        let mut more_roots = Vec::new();
        let position = spoil(flaw, position, &mut path, &mut extra, &mut more_roots, &mut random);
        let whole = path.clone();
        let root = path.pop().unwrap();
        let mut roots = vec![root];
        let leaf = path.remove(0);
        let mut between = path;
        match flaw {
            Flaw::MissingIntermediate => drop(between.pop()),
            Flaw::UntrustedRoot | Flaw::WrongRootOfSameName => between.append(&mut roots),
            _ => {}
        }
        between.append(&mut extra);
        roots.append(&mut more_roots);
        // In any order.
        for at in (1..between.len()).rev() {
            between.swap(at, random.below(at + 1));
        }
        Chain { flaw, position, leaf, between, roots, path: whole }
    }
}

/// Makes the one thing wrong, at a position or as near to it as the flaw allows; gives where it is.
#[allow(clippy::too_many_lines)] // one arm for each flaw, and nothing else
fn spoil(
    flaw: Flaw,
    position: usize,
    path: &mut [Plan],
    extra: &mut Vec<Plan>,
    roots: &mut Vec<Plan>,
    random: &mut Random,
) -> usize {
    let length = path.len() - 1;
    let authority = position.max(1);
    let below_root = position.min(length - 1);
    let signed = path[below_root].signed_by;
    match flaw {
        Flaw::Nothing | Flaw::MissingIntermediate => {}
        Flaw::Expired => path[position].until = AT - 86_400,
        Flaw::NotYetValid => path[position].from = AT + 86_400,
        Flaw::LastSecond => path[position].until = AT,
        Flaw::SecondAfter => path[position].until = AT - 1,
        Flaw::FirstSecond => path[position].from = AT,
        Flaw::UnknownCritical => path[position].extensions.push(("1.2.3.4.5", true, vec![5, 0])),
        Flaw::UnknownNotCritical => path[position].extensions.push(("1.2.3.4.5", false, vec![5, 0])),
        Flaw::CriticalPolicy => path[position].extensions.push(("2.5.29.32", true, policy())),
        Flaw::PlainPolicy => path[position].extensions.push(("2.5.29.32", false, policy())),
        Flaw::ExtensionTwice => {
            path[position]
                .extensions
                .extend([("1.2.3.4.5", false, vec![5, 0]), ("1.2.3.4.5", false, vec![5, 0])]);
        }
        Flaw::VersionOne => path[position].version = 1,
        Flaw::TwoAlgorithms => path[position].two_algorithms = true,
        Flaw::SerialZero => path[below_root].serial = vec![0],
        Flaw::SerialNegative => path[position].serial = vec![0xf0],
        Flaw::DamagedSignature => path[below_root].damage_signature = true,
        Flaw::SignedByStranger => path[below_root].signed_by = KEYS - 1,
        Flaw::IssuerOfOtherName => path[below_root].issuer = name(Tag::Utf8String, "Nobody"),
        Flaw::IssuerInOtherType | Flaw::IssuerInOtherCase => {
            let called = if below_root + 1 == length {
                "Root".to_owned()
            } else {
                format!("Authority {}", below_root + 1)
            };
            path[below_root].issuer = match flaw {
                Flaw::IssuerInOtherType => name(Tag::PrintableString, &called),
                _ => name(Tag::Utf8String, &format!(" {} ", called.to_uppercase().replace(' ', "  "))),
            };
        }
        Flaw::OtherKeyIdentifier => path[below_root].authority_key = Some(vec![0xee; 20]),
        Flaw::NoAuthorityKey => path[below_root].authority_key = None,
        Flaw::NoSubjectKey => path[position].subject_key = None,
        Flaw::NoBasicConstraints => path[authority].basic = None,
        Flaw::NotAnAuthority => path[authority].basic = Some((true, false, None)),
        Flaw::BasicNotCritical => path[authority].basic = Some((false, true, None)),
        Flaw::PathLengthTooShort if length > 1 => {
            // An authority at position p has p − 1 authorities below it.
            let at = authority.max(2);
            path[at].basic = Some((true, true, Some(u8::try_from(at - 2).unwrap())));
        }
        Flaw::PathLengthTooShort | Flaw::PathLengthJustEnough => {
            path[authority].basic = Some((true, true, Some(u8::try_from(authority - 1).unwrap())));
        }
        Flaw::NoKeyUsage => path[position].usage = None,
        Flaw::NoCertSign => path[authority].usage = Some(0b1000_0010),
        Flaw::LeafSignsCertificates => path[0].usage = Some(0b1000_0100),
        Flaw::LeafIsAuthority => path[0].basic = Some((true, true, None)),
        Flaw::LeafDoesNotSign => path[0].usage = Some(0b0010_0000),
        Flaw::LeafNonRepudiationOnly => path[0].usage = Some(0b0100_0000),
        Flaw::LeafWithPathLength => path[0].basic = Some((true, false, Some(0))),
        Flaw::PolicyConstraints => {
            let value = wrap(Tag::Sequence, &[context(0, false, &[0])]);
            path[authority].extensions.push(("2.5.29.36", true, value));
        }
        Flaw::SubjectMissing => path[0].subject = wrap(Tag::Sequence, &[]),
        Flaw::EmptyAlternativeNames => {
            path[0].extensions.push(("2.5.29.17", false, wrap(Tag::Sequence, &[])))
        }
        Flaw::UntrustedRoot => roots.push(plan(random, ("Other", KEYS - 1), ("Other", KEYS - 1))),
        Flaw::WrongRootOfSameName => roots.push(plan(random, ("Root", KEYS - 1), ("Root", KEYS - 1))),
        Flaw::TwoRoots => {
            roots.push(plan(random, ("Root", KEYS - 1), ("Root", KEYS - 1)));
            roots.push(plan(random, ("Other", KEYS - 2), ("Other", KEYS - 2)));
        }
        Flaw::Strangers => {
            for n in 0..1 + random.below(6) {
                let (up, own) = (format!("Stranger {n}"), format!("Stranger {}", n + 1));
                extra.push(plan(random, (&up, KEYS - 1), (&own, KEYS - 2)));
            }
        }
        Flaw::CrossCertificate => {
            // The root is certified by another root, and only that one is trusted too.
            extra.push(plan(random, ("Other", KEYS - 1), ("Root", 0)));
            roots.push(plan(random, ("Other", KEYS - 1), ("Other", KEYS - 1)));
        }
        Flaw::ExpiredTwin if length > 1 => {
            let mut twin = path[1].clone();
            (twin.until, twin.serial) = (AT - 86_400, vec![0x55, 0x55]);
            extra.push(twin);
        }
        Flaw::ExpiredTwin => {}
        Flaw::Circle => {
            let own = if length > 1 { "Authority 1" } else { "Root" };
            extra.push(plan(random, ("Circle", KEYS - 1), (own, signed)));
            extra.push(plan(random, (own, path[1].key), ("Circle", KEYS - 1)));
        }
        Flaw::PermittedName => path[authority].extensions.push(("2.5.29.30", true, constraint(0, "", false))),
        Flaw::NotPermittedName => {
            path[authority].extensions.push(("2.5.29.30", true, constraint(0, "Other", false)))
        }
        Flaw::ExcludedName => {
            path[authority].extensions.push(("2.5.29.30", true, constraint(1, "leaf", false)))
        }
        Flaw::OtherExcludedName => {
            path[authority].extensions.push(("2.5.29.30", true, constraint(1, "Other", false)))
        }
        Flaw::ConstraintNotCritical => {
            path[authority].extensions.push(("2.5.29.30", false, constraint(0, "", false)))
        }
        Flaw::ConstraintWithMaximum => {
            path[authority].extensions.push(("2.5.29.30", true, constraint(0, "", true)))
        }
        Flaw::ConstraintOnLeaf => path[0].extensions.push(("2.5.29.30", true, constraint(0, "", false))),
    }
    match flaw {
        f if (Flaw::DamagedSignature..=Flaw::NoAuthorityKey).contains(&f) && f != Flaw::TwoAlgorithms => {
            below_root
        }
        f if (Flaw::NoBasicConstraints..=Flaw::PathLengthJustEnough).contains(&f) => authority,
        _ => position,
    }
}
