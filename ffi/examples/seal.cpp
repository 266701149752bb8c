// A bidder and an opening in C++17, with the wrapper sealbid.hpp.
//
//   seal FOLDER BID NOW            seals a bid for the tender in FOLDER
//   seal FOLDER BID NOW STAGE OUT  opens a stage with the releases in FOLDER; its documents go into the folder OUT
#include <sealbid.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

static std::string load(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path + ": cannot be read");
    return {std::istreambuf_iterator<char>(file), {}};
}

static sealbid::list files(const std::string &start, int count) {
    std::vector<std::string> contents;
    for (int n = 0; n < count; n++) contents.push_back(load(start + std::to_string(n) + ".json"));
    return sealbid::listed(contents);
}

static int32_t document(void *context, const char *part, const char *path, const char *kind, uint64_t size) noexcept {
    auto &[folder, file] = *static_cast<std::pair<std::string, std::ofstream> *>(context);
    std::cout << part << '/' << path << ", " << kind << ", " << size << " bytes\n";
    file = std::ofstream(folder + '/' + path, std::ios::binary);
    return file ? 0 : 1;
}

static int32_t store(void *context, const uint8_t *data, uint64_t size) noexcept {
    auto &file = static_cast<std::pair<std::string, std::ofstream> *>(context)->second;
    return file.write(reinterpret_cast<const char *>(data), static_cast<std::streamsize>(size)) ? 0 : 1;
}

static int run(const std::vector<std::string> &given) {
    using namespace sealbid;
    const std::string folder = given.at(0) + '/', &path = given.at(1);
    const auto text = load(folder + "notice.json"), signature = load(folder + "notice.p7s");
    const auto accepted = files(folder + "acceptance-", 3);
    const auto tender = notice::made(sealbid_notice_verify, bytes(text), text.size(), bytes(signature),
                                     signature.size(), accepted.get());
    if (given.size() == 3) {
        const int64_t now = std::stoll(given[2]);
        const auto trust = load(folder + "trust.json"), key = load(folder + "bidder.key");
        const auto certificate = load(folder + "bidder.pem");
        const auto trusted =
            trusted_notice::made(sealbid_notice_trust, tender.get(), bytes(trust), trust.size(), now);
        const auto own = signer::made(sealbid_signer_from_pem, bytes(certificate), certificate.size(), bytes(key),
                                      key.size(), nullptr, 0);
        const auto offer = draft::made(sealbid_draft_new, "1");
        check(sealbid_draft_add_file, offer.get(), "method", "plan.txt", nullptr, (folder + "plan.txt").c_str());
        check(sealbid_draft_add_file, offer.get(), "bill", "bill.txt", nullptr, (folder + "bill.txt").c_str());
        check(sealbid_draft_set_number, offer.get(), "price", 2898999309);
        check(sealbid_draft_set_number, offer.get(), "period", 240);
        progress_callback::function told = [](uint64_t done) { return std::cerr << done << " bytes\r" ? 0 : 1; };
        sealed::made(sealbid_seal_file, offer.get(), trusted.get(), own.get(), now, path.c_str(), 0,
                     progress_callback::call, &told);
    } else {
        std::pair<std::string, std::ofstream> out(given.at(4), std::ofstream());
        const auto sealed_bid = bid::made(sealbid_bid_open, path.c_str());
        const auto releases = files(folder + "release-", 2);
        const auto contents = buffer::made(sealbid_bid_open_stage, sealed_bid.get(), tender.get(), given[3].c_str(),
                                           releases.get(), document, store, &out, 0);
        std::cout << view(contents) << '\n';
    }
    return 0;
}

int main(int count, char **arguments) try {
    return run({arguments + 1, arguments + count});
} catch (const std::exception &error) {
    return std::cerr << error.what() << '\n', 1;
}
