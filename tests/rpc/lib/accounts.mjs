// The ten accounts that every developer's node funds, as ethers signs for them.
import {HDNodeWallet, SigningKey, Transaction} from "ethers";

const kPhrase = "test test test test test test test test test test test junk";

export const accounts = Array.from({length: 10}, (_, index) => {
  const wallet = HDNodeWallet.fromPhrase(kPhrase, undefined, `m/44'/60'/0'/0/${index}`);
  return {address: wallet.address.toLowerCase(), privateKey: wallet.privateKey, key: new SigningKey(wallet.privateKey)};
});

/** {raw, hash} of a transaction given in ethers' words. */
export function sign(account, fields) {
  const tx = Transaction.from({chainId: 31337, value: 0, data: "0x", ...fields});
  tx.signature = account.key.sign(tx.unsignedHash);
  return {raw: tx.serialized, hash: tx.hash};
}

/** Intrinsic gas and calldata floor (EIP-2028, 2930, 3860, 7623) of a transaction in ethers' words. */
export function leastGas({to, data = "0x", accessList = []}) {
  const bytes = Buffer.from(data.slice(2), "hex");
  const zeros = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  const tokens = zeros + 4 * (bytes.length - zeros);
  const creation = to ? 0 : 32000 + 2 * Math.ceil(bytes.length / 32);
  const list = accessList.reduce((sum, {storageKeys}) => sum + 2400 + 1900 * storageKeys.length, 0);
  return Math.max(21000 + 4 * tokens + creation + list, 21000 + 10 * tokens);
}
