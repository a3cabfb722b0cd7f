// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {BondToken} from "@kaisho/contracts/bond/src/BondToken.sol";

/// The bond's next version: the same terms, and the issuer declares each year's coupon on the ledger. It takes the terms
/// and the holdings over from the contract that it replaces; who is carried over stands in the consented arguments.
contract BondToken2 is BondToken {
    BondToken public immutable replaced;
    mapping(uint64 year => uint256 bonds) public couponDeclared; // outstanding bonds on that day

    error HoldersMissing(uint256 carriedOver, uint256 outstanding);
    error CouponAlreadyDeclared(uint64 year);

    event CouponDeclared(uint64 indexed year, uint256 bonds, uint256 amount);

    constructor(BondToken old, address[] memory holders)
        BondToken(
            old.tokenId(),
            old.name(),
            old.isin(),
            old.currency(),
            old.faceValue(),
            old.couponBasisPoints(),
            old.maturity(),
            old.issuer()
        )
    {
        replaced = old;
        for (uint256 i = 0; i < holders.length; i++) {
            _mint(holders[i], old.balanceOf(holders[i]));
        }
        if (totalSupply() != old.totalSupply()) revert HoldersMissing(totalSupply(), old.totalSupply());
    }

    /// The issuer declares the coupon of a year, once; `amount` is in the currency's smallest unit.
    function declareCoupon(uint64 year) external onlyIssuer {
        if (couponDeclared[year] != 0) revert CouponAlreadyDeclared(year);
        uint256 bonds = totalSupply();
        couponDeclared[year] = bonds;
        emit CouponDeclared(year, bonds, (bonds * faceValue * couponBasisPoints) / 10_000);
    }
}
