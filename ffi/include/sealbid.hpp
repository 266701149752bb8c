// sealbid for C++17: handles that free themselves, errors that are thrown. sealbid.h is the manual; whatever has no
// shorter way here is called as there, with `.get()` of a handle and sealbid::check around the call.

#ifndef SEALBID_HPP
#define SEALBID_HPP

#include "sealbid.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sealbid {

// What a failed call throws. `what()` is the English sentence.
class error : public std::runtime_error {
  public:
    error(int32_t code, const sealbid_error *found)
        : std::runtime_error(found ? sealbid_error_text(found) : sealbid_error_words(code, 0)), code_(code),
          place_(found ? sealbid_error_place(found) : ""), detail_(found ? sealbid_error_detail(found) : "") {}

    // One of SEALBID_ERR_….
    int32_t code() const noexcept { return code_; }
    // A file, a field, an argument; empty if nowhere in particular.
    const std::string &place() const noexcept { return place_; }
    // What exactly was found there; empty if the code says all.
    const std::string &detail() const noexcept { return detail_; }
    // For a person to read.
    const char *words(bool chinese) const noexcept { return sealbid_error_words(code_, chinese); }

  private:
    int32_t code_;
    std::string place_, detail_;
};

// Calls a function that can fail: `check(sealbid_draft_set_number, draft.get(), "price", 100)` without the error.
template <class... Parameters, class... Arguments>
void check(int32_t (*function)(Parameters...), Arguments &&...arguments) {
    sealbid_error *found = nullptr;
    const int32_t code = function(std::forward<Arguments>(arguments)..., &found);
    if (code != SEALBID_OK) {
        const std::unique_ptr<sealbid_error, void (*)(sealbid_error *)> guard(found, sealbid_error_free);
        throw error(code, found);
    }
}

// A handle that is freed where it goes out of scope.
template <class T, void (*Free)(T *)> class handle {
  public:
    handle() = default;
    explicit handle(T *raw) noexcept : raw_(raw) {}
    handle(handle &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    handle &operator=(handle &&other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    handle(const handle &) = delete;
    handle &operator=(const handle &) = delete;
    ~handle() { Free(raw_); }

    T *get() const noexcept { return raw_; }
    explicit operator bool() const noexcept { return raw_ != nullptr; }

    // Calls a function whose last parameter before the error gives out such a handle.
    template <class... Parameters, class... Arguments>
    static handle made(int32_t (*function)(Parameters...), Arguments &&...arguments) {
        T *raw = nullptr;
        check(function, std::forward<Arguments>(arguments)..., &raw);
        return handle(raw);
    }

  private:
    T *raw_ = nullptr;
};

using bid = handle<sealbid_bid, sealbid_bid_free>;
using bid_key = handle<sealbid_bid_key, sealbid_bid_key_free>;
using buffer = handle<sealbid_buffer, sealbid_buffer_free>;
using draft = handle<sealbid_draft, sealbid_draft_free>;
using list = handle<sealbid_list, sealbid_list_free>;
using notice = handle<sealbid_notice, sealbid_notice_free>;
using revocation = handle<sealbid_revocation, sealbid_revocation_free>;
using roots = handle<sealbid_roots, sealbid_roots_free>;
using sealed = handle<sealbid_sealed, sealbid_sealed_free>;
using signer = handle<sealbid_signer, sealbid_signer_free>;
using timestamp_request = handle<sealbid_timestamp_request, sealbid_timestamp_request_free>;
using trusted_notice = handle<sealbid_trusted_notice, sealbid_trusted_notice_free>;

// Those of halls and custodians. Naming them asks nothing of the library; using them needs one that has the hall.
using closed_box = handle<sealbid_closed_box, sealbid_closed_box_free>;
using custodian = handle<sealbid_custodian, sealbid_custodian_free>;
using custodian_key = handle<sealbid_custodian_key, sealbid_custodian_key_free>;
using opening = handle<sealbid_opening, sealbid_opening_free>;
using record_key = handle<sealbid_record_key, sealbid_record_key_free>;
using tender_box = handle<sealbid_tender_box, sealbid_tender_box_free>;
using timestamp_authority = handle<sealbid_timestamp_authority, sealbid_timestamp_authority_free>;
using upload = handle<sealbid_upload, sealbid_upload_free>;

// Bytes as the library takes them: `bytes(text)` is the pointer, `text.size()` the length.
inline const uint8_t *bytes(std::string_view text) noexcept {
    return reinterpret_cast<const uint8_t *>(text.data());
}

// A view of what a buffer holds; it lives as long as the buffer.
inline std::string_view view(const buffer &from) noexcept {
    return {reinterpret_cast<const char *>(sealbid_buffer_data(from.get())), sealbid_buffer_size(from.get())};
}

// A list of these texts.
template <class Texts> list listed(const Texts &texts) {
    list made(sealbid_list_new());
    for (const std::string_view text : texts) check(sealbid_list_add, made.get(), bytes(text), text.size());
    return made;
}

// Functions of any kind as callbacks: give `call` and, as the context, a pointer to the std::function. What is thrown
// in it ends there, since nothing may unwind through the library; it becomes SEALBID_ERR_CALLBACK_FAILED.
template <class Result, class... Arguments> struct callback {
    using function = std::function<Result(Arguments...)>;
    static Result call(void *context, Arguments... arguments) noexcept {
        try {
            return (*static_cast<function *>(context))(arguments...);
        } catch (...) {
            return Result(-1);
        }
    }
};
using read_callback = callback<int64_t, uint8_t *, uint64_t>;
using write_callback = callback<int32_t, const uint8_t *, uint64_t>;
using progress_callback = callback<int32_t, uint64_t>;
using sign_callback = callback<int32_t, const uint8_t *, uint64_t, uint8_t *, uint64_t, uint64_t *>;

} // namespace sealbid

#endif // SEALBID_HPP
