//! What a bidder's certificate states of it, beside what it declares (SPEC §19.1, §19.3).

use super::Terms;
use super::terms::check_term;
use crate::error::{Error, ErrorKind, Result};

impl Terms {
    /// What a certificate states: the name under which its subject bids, and its credit code. A name that could not be a
    /// term, of one letter or very long, is left out: nobody could declare it.
    pub fn stated(bidder: &str, credit_code: Option<&str>) -> Terms {
        let names = [bidder].into_iter().filter(|name| check_term("names", name).is_ok());
        let codes = credit_code.into_iter().filter(|code| check_term("codes", code).is_ok());
        Terms {
            names: names.map(str::to_owned).collect(),
            codes: codes.map(str::to_owned).collect(),
            ..Terms::default()
        }
    }

    /// These terms with those that were stated.
    pub fn with(&self, stated: &Terms) -> Terms {
        let mut both = self.clone();
        for (list, more) in [(&mut both.names, &stated.names), (&mut both.codes, &stated.codes)] {
            for term in more {
                if !list.contains(term) {
                    list.push(term.clone());
                }
            }
        }
        both
    }

    /// Checks that nothing of what was stated stays where these terms are removed. A name may be declared in several
    /// pieces, if they are the whole of it.
    ///
    /// # Errors
    /// [`ErrorKind::BadTerms`] with the first of which something stays.
    pub fn check_covers(&self, stated: &Terms) -> Result<()> {
        let matcher = self.matcher();
        for term in stated.lists().into_iter().flat_map(|(_, terms)| terms) {
            let letters: Vec<char> = term.chars().collect();
            let mut stays = vec![true; letters.len()];
            for found in matcher.find(&letters) {
                stays.get_mut(found.range).into_iter().flatten().for_each(|stays| *stays = false);
            }
            if letters.iter().zip(stays).any(|(letter, stays)| stays && letter.is_alphanumeric()) {
                let detail = format!("{term}, which the certificate states, is not among them");
                return Err(Error::new(ErrorKind::BadTerms).because(detail));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(names: &[&str], codes: &[&str], bidder: &str, code: Option<&str>) -> bool {
        let owned = |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect();
        let terms = Terms { names: owned(names), codes: owned(codes), ..Terms::default() };
        match terms.check_covers(&Terms::stated(bidder, code)) {
            Ok(()) => true,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::BadTerms);
                false
            }
        }
    }

    const NAME: &str = "河南云启(集团)有限公司";
    const CODE: &str = "91350100M000100Y43";

    #[test]
    fn the_whole_name_must_be_declared() {
        assert!(covers(&[NAME], &[], NAME, None));
        assert!(covers(&["河南雲啟（集團） 有限公司"], &[], NAME, None), "as it is compared elsewhere");
        assert!(covers(&["河南云启", "集团", "有限公司"], &[], NAME, None), "in pieces");
        assert!(!covers(&["云启"], &[], NAME, None));
        assert!(!covers(&["河南云启", "有限公司"], &[], NAME, None));
        assert!(!covers(&["Yunqi Works"], &[], "Yunqi Works Ltd.", None));
    }

    #[test]
    fn the_code_must_be_declared_in_whatever_list() {
        assert!(covers(&[NAME], &["9135 0100-M000100Y43"], NAME, Some(CODE)));
        assert!(covers(&[NAME, CODE], &[], NAME, Some(CODE)));
        assert!(!covers(&[NAME], &[], NAME, Some(CODE)));
        assert!(!covers(&[NAME], &["91350100M000100Y4"], NAME, Some(CODE)));
    }

    /// What no file of terms may hold, nobody can be asked for.
    #[test]
    fn a_name_that_cannot_be_a_term_is_not_stated() {
        assert_eq!(Terms::stated("A", None), Terms::default());
        assert_eq!(Terms::stated(&"长".repeat(201), None), Terms::default());
        assert!(covers(&["云启"], &[], "A", None));
    }

    #[test]
    fn what_is_stated_is_added_once() {
        let stated = Terms::stated(NAME, Some(CODE));
        let own = Terms { names: vec!["云启".to_owned(), NAME.to_owned()], ..Terms::default() };
        let both = own.with(&stated);
        assert_eq!((both.names, both.codes), (own.names, vec![CODE.to_owned()]));
    }
}
